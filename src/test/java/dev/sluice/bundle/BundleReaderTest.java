package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.FieldError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleReaderTest {
  @TempDir Path directory;

  @Test
  void readsATaskInOrder() {
    Report report = TaskFolder.addition(directory).read();

    assertThat(report.errors()).isEmpty();
    assertThat(report.warnings()).isEmpty();
    TaskBundle task = Objects.requireNonNull(report.bundle());
    assertThat(task.name()).isEqualTo("addition");
    assertThat(task.version()).hasToString("1.0.0");
    assertThat(task.script()).isEqualTo(TaskFolder.SCRIPT);
    assertThat(task.tests()).extracting(TaskTest::name).containsExactly("add");
    assertThat(Digest.isOne(task.digest())).isTrue();
  }

  @Test
  void readsAllThatMetadataSays() {
    Metadata metadata =
        Objects.requireNonNull(
                TaskFolder.addition(directory)
                    .with(
                        "metadata.json",
                        """
            {"name": "a-b_C9", "version": "2.0.0-rc.1+5", "uuid": "c1f8c4a5-d17c-4ab8-b7e0-9527d7a11030",
             "label": "L", "description": "D", "tags": ["x", "y"], "category": "C", "author": "A",
             "license": "MIT", "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-02-01T00:00:00+01:00",
             "timeout": 1.5, "memory_limit": "64MB", "cpu_limit": 0.5, "ours": {"x": [1]}, "label2": null}""")
                    .read()
                    .bundle())
            .metadata();

    assertThat(metadata.name()).isEqualTo("a-b_C9");
    assertThat(metadata.version()).hasToString("2.0.0-rc.1+5");
    assertThat(metadata.uuid()).isEqualTo("c1f8c4a5-d17c-4ab8-b7e0-9527d7a11030");
    assertThat(metadata.label()).isEqualTo("L");
    assertThat(metadata.description()).isEqualTo("D");
    assertThat(metadata.tags()).containsExactly("x", "y");
    assertThat(metadata.category()).isEqualTo("C");
    assertThat(metadata.author()).isEqualTo("A");
    assertThat(metadata.license()).isEqualTo("MIT");
    assertThat(metadata.createdAt()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(metadata.updatedAt()).isEqualTo("2026-02-01T00:00:00+01:00");
    assertThat(metadata.timeout()).isEqualTo(Duration.ofMillis(1_500));
    assertThat(metadata.memoryLimitBytes()).isEqualTo(64L << 20);
    assertThat(metadata.json().at("/ours/x/0").intValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"metadata.json,metadata", "main.js,script"})
  void aFileThatMustBeThereIsMissed(String file, String field) {
    Report report = TaskFolder.addition(directory).without(file).read();

    assertThat(report.bundle()).isNull();
    assertThat(report.errors())
        .containsExactly(new FieldError(field, "missing_file", file + " is missing"));
  }

  @ParameterizedTest
  @CsvSource({"input.schema.json", "output.schema.json", "tests/add.json"})
  void aFileThatMayBeThereIsNot(String file) {
    assertThat(TaskFolder.addition(directory).without(file).read().valid()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "metadata.json,metadata",
    "input.schema.json,input_schema",
    "output.schema.json,output_schema"
  })
  void brokenJsonIsToldWithLineAndColumn(String file, String field) {
    Report report = TaskFolder.addition(directory).with(file, "{\n  \"a\": nul }").read();

    assertThat(report.bundle()).isNull();
    FieldError error = report.errors().get(0);
    assertThat(error.field()).isEqualTo(field);
    assertThat(error.code()).isEqualTo("malformed_json");
    assertThat(error.message()).contains("line 2, column");
  }
}
