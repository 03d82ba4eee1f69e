package dev.sluice.bundle.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.Digest;
import dev.sluice.bundle.Metadata;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.StrictJson;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.TaskTest;
import dev.sluice.wire.FieldError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
  void readDirectory_validTask_isRead() {
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
  void readDirectory_metadata_isRead() {
    Metadata metadata =
        Objects.requireNonNull(
                TaskFolder.addition(directory)
                    .with(
                        "metadata.json",
                        """
                        {"name": "a-b_C9", "version": "2.0.0-rc.1+5", "uuid": "c1f8c4a5-d17c-4ab8-b7e0-9527d7a11030",
                         "label": "L", "description": "D", "tags": ["x", "y"], "category": "C", "author": "A",
                         "license": "MIT", "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-02-01T00:00:00+01:00",
                         "timeout": 1.5, "memory_limit": "64MB", "cpu_limit": 0.5, "ours": {"x": [1]}, "label2": null}\
                        """)
                    .read()
                    .bundle())
            .metadata();

    assertThat(metadata.name()).isEqualTo("a-b_C9");
    assertThat(metadata.version()).hasToString("2.0.0-rc.1+5");
    assertThat(metadata.uuid()).isEqualTo("c1f8c4a5-d17c-4ab8-b7e0-9527d7a11030");
    assertThat(metadata.label()).isEqualTo("L");
    assertThat(metadata.description()).isEqualTo("D");
    assertThat(metadata.tags()).containsExactly("x", "y");
    assertThat(metadata.json().get("author").textValue()).isEqualTo("A");
    assertThat(metadata.updatedAt()).isEqualTo("2026-02-01T00:00:00+01:00");
    assertThat(metadata.timeout()).isEqualTo(Duration.ofMillis(1_500));
    assertThat(metadata.memoryLimitBytes()).isEqualTo(64L << 20);
    assertThat(metadata.json().path("cpu_limit").decimalValue()).isEqualByComparingTo("0.5");
    assertThat(metadata.json().at("/ours/x/0").intValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"metadata.json,metadata", "main.js,script"})
  void readDirectory_requiredFileMissing_isReported(String file, String field) {
    Report report = TaskFolder.addition(directory).without(file).read();

    assertThat(report.bundle()).isNull();
    assertThat(report.errors())
        .containsExactly(new FieldError(field, "missing_file", file + " is missing"));
  }

  @ParameterizedTest
  @CsvSource({"input.schema.json", "output.schema.json", "tests/add.json"})
  void readDirectory_optionalFileMissing_isValid(String file) {
    assertThat(TaskFolder.addition(directory).without(file).read().valid()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "metadata.json,metadata",
    "input.schema.json,input_schema",
    "output.schema.json,output_schema"
  })
  void readDirectory_brokenJson_namesLineAndColumn(String file, String field) {
    Report report = TaskFolder.addition(directory).with(file, "{\n  \"a\": nul }").read();

    assertThat(report.bundle()).isNull();
    FieldError error = report.errors().get(0);
    assertThat(error.field()).isEqualTo(field);
    assertThat(error.code()).isEqualTo("malformed_json");
    assertThat(error.message()).contains("line 2, column");
  }

  @Test
  void readDirectory_metadataNotObject_isReported() {
    assertThat(errors(TaskFolder.addition(directory).with("metadata.json", "[1]")))
        .containsExactly("metadata wrong_type");
  }

  @Test
  void readDirectory_emptyFiles_areReported() {
    TaskFolder folder =
        TaskFolder.addition(directory)
            .with("metadata.json", "")
            .with("main.js", " \n")
            .with("input.schema.json", "");

    assertThat(errors(folder))
        .containsExactlyInAnyOrder("metadata empty", "script empty", "input_schema empty");
  }

  @Test
  void readDirectory_manyErrors_areAllReported() {
    TaskFolder folder =
        TaskFolder.addition(directory)
            .with("metadata.json", "{\"name\": \"a/b\", \"version\": \"latest\"}")
            .without("main.js")
            .with("input.schema.json", "{\"type\": 5}")
            .with("output.schema.json", "{");

    assertThat(errors(folder))
        .contains(
            "metadata.name invalid_name",
            "metadata.version invalid_version",
            "script missing_file",
            "input_schema.type invalid_schema",
            "output_schema malformed_json");
  }

  @ParameterizedTest
  @CsvSource({
    "main.js,script",
    "metadata.json,metadata",
    "input.schema.json,input_schema",
    "output.schema.json,output_schema"
  })
  void readDirectory_largeFile_isRefused(String file, String field) {
    assertThat(errors(TaskFolder.addition(directory).with(file, new byte[10 << 20])))
        .containsExactly(field + " too_large");
  }

  @ParameterizedTest
  @CsvSource({
    "main.js,script",
    "metadata.json,metadata",
    "input.schema.json,input_schema",
    "output.schema.json,output_schema"
  })
  void readDirectory_invalidUtf8_isRefused(String file, String field) {
    byte[] latin = "{\"ä\": 1}".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(errors(TaskFolder.addition(directory).with(file, latin)))
        .containsExactly(field + " not_utf8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"name": "a", "version": "1.0.0", "name": "b"}       | malformed_json
          {"name": "a", "version": "1.0.0"} x                  | malformed_json
          {"name": "a", "version": "1.0.0", "x": 1e999}        | out_of_range
          {"name": "a", "version": "1.0.0", "x": 1e-99999999}  | out_of_range
          {"name": "a", "version": "1.0.0", "x": 1e99999999999} | malformed_json
          {"name": "a", "version": "1.0.0", "x": "\\ud800"}    | invalid_character
          {"name": "a", "version": "1.0.0", "x": NaN}          | malformed_json
          """)
  void readDirectory_unstorableJson_isRefused(String json, String code) {
    Report report = TaskFolder.addition(directory).with("metadata.json", json).read();

    assertThat(report.errors()).extracting(FieldError::code).containsExactly(code);
  }

  @Test
  void readDirectory_deepNesting_isMalformed() {
    assertThat(errors(TaskFolder.addition(directory).with("metadata.json", "[".repeat(100_000))))
        .containsExactly("metadata malformed_json");
  }

  @Test
  void readDirectory_linkOutside_isRefused(@TempDir Path elsewhere) throws IOException {
    Path secret = Files.writeString(elsewhere.resolve("secret.js"), "secret");
    TaskFolder.addition(directory).without("main.js");
    Files.createSymbolicLink(directory.resolve("main.js"), secret);

    assertThat(errors(TaskFolder.empty(directory))).containsExactly("script outside_source");
  }

  @Test
  void readDirectory_linkInsideSource_isFollowed() throws IOException {
    Files.writeString(directory.resolve("shared.js"), "shared");
    Path task = directory.resolve("task");
    TaskFolder.addition(task).without("main.js");
    Files.createSymbolicLink(task.resolve("main.js"), Path.of("../shared.js"));

    Report report = new BundleReader().readDirectory(task, directory, null);

    assertThat(Objects.requireNonNull(report.bundle()).script()).isEqualTo("shared");
  }

  @Test
  void readDirectory_brokenLink_isRefused() throws IOException {
    TaskFolder.addition(directory).without("main.js");
    Files.createSymbolicLink(directory.resolve("main.js"), Path.of("none"));

    assertThat(errors(TaskFolder.empty(directory))).containsExactly("script broken_link");
  }

  @Test
  void readDirectory_scriptIsDirectory_isRefused() throws IOException {
    TaskFolder.addition(directory).without("main.js");
    Files.createDirectory(directory.resolve("main.js"));

    assertThat(errors(TaskFolder.empty(directory))).containsExactly("script not_a_file");
  }

  @Test
  void readDirectory_plainFile_isReported() {
    assertThat(errors(TaskFolder.empty(directory.resolve("none"))))
        .containsExactly("task not_a_directory");
  }

  @Test
  void readDirectory_failSuffix_expectsFailure() {
    Report report =
        TaskFolder.addition(directory)
            .with("tests/none-fail.json", "{\"expected_output\": {\"error\": \"x\"}}")
            .with("tests/read.me", "no test")
            .read();

    TaskBundle task = Objects.requireNonNull(report.bundle());
    assertThat(task.tests()).extracting(TaskTest::name).containsExactly("add", "none-fail");
    assertThat(task.tests()).extracting(TaskTest::expectedToFail).containsExactly(false, true);
    assertThat(task.tests().get(1).input().isEmpty()).isTrue();
  }

  @Test
  void readDirectory_unreadableTest_isWarning() {
    Report report =
        TaskFolder.addition(directory)
            .with("tests/a.json", "{")
            .with("tests/b.json", "{}")
            .with("tests/c.json", "5")
            .read();

    assertThat(report.valid()).isTrue();
    assertThat(report.warnings())
        .extracting(e -> e.field() + " " + e.code())
        .containsExactly(
            "tests.a malformed_json", "tests.b.expected_output required", "tests.c wrong_type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          5                                            | tests.m.mock wrong_type
          {"http": 5}                                  | tests.m.mock.http wrong_type
          {"http": [5]}                                | tests.m.mock.http[0] wrong_type
          {"http": {"response": {}}}                   | tests.m.mock.http.url required
          {"http": [{"url": "/a"}]}                    | tests.m.mock.http[0].response required
          {"http": {"url": 5, "response": {}}}         | tests.m.mock.http.url wrong_type
          {"http": {"url": "", "response": {"status": 99}}} | tests.m.mock.http.response.status out_of_range
          {"http": {"url": "", "response": {"ok": "yes"}}} | tests.m.mock.http.response.ok wrong_type
          {"http": {"url": "", "response": {"headers": []}}} | tests.m.mock.http.response.headers wrong_type
          """)
  void readDirectory_malformedMock_namesTheFileAndTheField(String mock, String error) {
    Report report =
        TaskFolder.addition(directory)
            .with("tests/m.json", "{\"expected_output\": 1, \"mock\": " + mock + "}")
            .read();

    assertThat(report.warnings())
        .extracting(e -> e.field() + " " + e.code())
        .containsExactly(error.strip());
    assertThat(Objects.requireNonNull(report.bundle()).tests())
        .extracting(TaskTest::name)
        .containsExactly("add");
  }

  @Test
  void readDirectory_index_fillsOmittedFields() throws IOException {
    TaskFolder.addition(directory)
        .with("metadata.json", "{\"version\": \"1.0.0\", \"label\": \"own\"}");
    ObjectNode index =
        (ObjectNode)
            StrictJson.MAPPER.readTree(
                "{\"name\": \"indexed\", \"version\": \"9.9.9\", \"label\": \"theirs\","
                    + " \"path\": \"x\"}");

    Report report = new BundleReader().readDirectory(directory, directory, index);

    TaskBundle task = Objects.requireNonNull(report.bundle());
    assertThat(task.name()).isEqualTo("indexed");
    assertThat(task.version()).hasToString("1.0.0");
    assertThat(task.metadata().label()).isEqualTo("own");
    assertThat(task.metadata().json().has("path")).isFalse();
  }

  private static java.util.List<String> errors(TaskFolder folder) {
    Report report = folder.read();
    assertThat(report.bundle()).isNull();
    return report.errors().stream().map(e -> e.field() + " " + e.code()).toList();
  }
}
