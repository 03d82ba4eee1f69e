package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.bundle.form.BundleWriter;
import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.wire.FieldError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionTest {
  @TempDir Path directory;

  @Test
  void readDefinition_matchesDirectory() {
    TaskBundle task = Objects.requireNonNull(TaskFolder.addition(directory).read().bundle());

    Report report = read(BundleWriter.definition(task));

    TaskBundle read = Objects.requireNonNull(report.bundle());
    assertThat(read.digest()).isEqualTo(task.digest());
    assertThat(report.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          metadata      | null     | metadata      | required
          metadata      | "x"      | metadata      | wrong_type
          metadata      | {}       | metadata.name | required
          script        | null     | script        | required
          script        | 5        | script        | wrong_type
          script        | " "      | script        | empty
          input_schema  | "x"      | input_schema  | wrong_type
          output_schema | {"type": 5} | output_schema.type | invalid_schema
          """)
  void readDefinition_wrongField_isNamed(String part, String value, String field, String code)
      throws Exception {
    ObjectNode definition = definition();
    definition.set(part, StrictJson.MAPPER.readTree(value));

    Report report = read(definition);

    assertThat(report.bundle()).isNull();
    assertThat(report.errors())
        .extracting(FieldError::field, FieldError::code)
        .contains(org.assertj.core.groups.Tuple.tuple(field, code));
  }

  @Test
  void readDefinition_scriptPastLimit_isRefused() {
    ObjectNode definition = definition().put("script", "ä".repeat(600_000));

    assertThat(read(definition).errors()).extracting(FieldError::code).containsExactly("too_large");
  }

  @Test
  void readDefinition_nullSchema_isAbsent() {
    ObjectNode definition = definition();
    definition.putNull("input_schema");

    TaskBundle task = Objects.requireNonNull(read(definition).bundle());

    assertThat(task.inputSchema()).isNull();
  }

  @Test
  void readDefinition_otherDigest_isWarning() {
    ObjectNode definition = definition().put("digest", "md5:abc");

    Report report = read(definition);

    assertThat(report.valid()).isTrue();
    assertThat(report.warnings()).extracting(FieldError::code).containsExactly("digest_differs");
  }

  @ParameterizedTest
  @CsvSource({"garbage,malformed_json", "[],wrong_type", "<html>,malformed_json"})
  void readDefinition_notObject_isReported(String body, String code) {
    Report report = new BundleReader().readDefinition(body.getBytes(StandardCharsets.UTF_8));

    assertThat(report.errors())
        .extracting(FieldError::field, FieldError::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("definition", code));
  }

  private static Report read(ObjectNode definition) {
    return new BundleReader()
        .readDefinition(definition.toString().getBytes(StandardCharsets.UTF_8));
  }

  private ObjectNode definition() {
    return BundleWriter.definition(
        Objects.requireNonNull(TaskFolder.addition(directory).read().bundle()));
  }
}
