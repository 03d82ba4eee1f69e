package dev.sluice.bundle.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.StrictJson;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.wire.FieldError;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyTaskTest {
  private static final String HEAD = "name: sum\nversion: 1.2.0\n";

  @TempDir Path directory;

  @Test
  void read_maps_becomeSchemas() throws JsonProcessingException {
    TaskBundle task =
        bundle(
            HEAD
                + """
                runtime: nodejs
                entrypoint: task.js
                inputs:
                  a: {type: number, description: First, required: true}
                  b: {type: number, required: false, default: 2}
                  c: string
                outputs:
                  result:
                    type: number
                """);

    assertThat(task.inputSchema())
        .isEqualTo(
            StrictJson.MAPPER.readTree(
                """
                {"type": "object", "required": ["a"], "properties": {
                  "a": {"type": "number", "description": "First"},
                  "b": {"type": "number", "default": 2}, "c": {"type": "string"}}}\
                """));
    assertThat(task.outputSchema())
        .isEqualTo(
            StrictJson.MAPPER.readTree(
                "{\"type\": \"object\", \"properties\": {\"result\": {\"type\": \"number\"}}}"));
    assertThat(task.script()).isEqualTo("function run() {}");
    assertThat(task.metadata().json().path("runtime").textValue()).isEqualTo("nodejs");
    assertThat(task.metadata().json().has("inputs")).isFalse();
  }

  @Test
  void read_schemas_areTaken() {
    TaskBundle task = bundle(HEAD + "input_schema: {type: object}\noutput_schema: {type: string}");

    assertThat(Objects.requireNonNull(task.inputSchema()).path("type").asText())
        .isEqualTo("object");
    assertThat(Objects.requireNonNull(task.outputSchema()).path("type").asText())
        .isEqualTo("string");
  }

  @Test
  void read_functionEntryPoint_isYielded() {
    assertThat(bundle(HEAD + "entrypoint: run").script()).endsWith("\n;run;\n");
  }

  @Test
  void read_fileEntryPoint_isTheScript() {
    TaskFolder.empty(directory).with("other.js", "other");

    assertThat(bundle(HEAD + "entrypoint: other.js").script()).isEqualTo("other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../task.js", "a/b.js", "'x; evil()'", "5a", "['x']"})
  void read_invalidEntryPoint_isRefused(String entrypoint) {
    assertThat(report(HEAD + "entrypoint: " + entrypoint).errors())
        .extracting(FieldError::field, FieldError::code)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("metadata.entrypoint", "invalid_entrypoint"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: [unclosed          | malformed_yaml
          - a list                 | wrong_type
          'just text'              | wrong_type
          """)
  void read_brokenYaml_isReported(String yaml, String code) {
    assertThat(report(yaml).errors())
        .extracting(FieldError::field, FieldError::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("metadata", code));
  }

  @Test
  void read_duplicateName_isReported() {
    assertThat(report(HEAD + "name: other").errors().get(0).code()).isEqualTo("malformed_yaml");
  }

  @Test
  void read_aliases_areNotExpanded() {
    StringBuilder bomb = new StringBuilder(HEAD + "a: &a [x,x,x,x,x,x,x,x,x]\n");
    for (char c = 'b'; c < 'k'; c++) {
      String last = "*" + (char) (c - 1);
      bomb.append(c).append(": &").append(c).append(" [");
      bomb.append(String.join(",", java.util.Collections.nCopies(9, last))).append("]\n");
    }

    assertThat(bundle(bomb.toString()).metadata().json().toString()).hasSizeLessThan(2_000);
  }

  @Test
  void read_invalidInput_isReported() {
    assertThat(report(HEAD + "inputs: {a: {type: nonsense}}").errors())
        .extracting(FieldError::field)
        .contains("input_schema.properties.a.type");
    assertThat(report(HEAD + "inputs: [a]").errors())
        .extracting(FieldError::field)
        .containsExactly("metadata.inputs");
  }

  @Test
  void read_scriptMissing_isReported() {
    assertThat(TaskFolder.empty(directory).with("meta.yaml", HEAD).read().errors())
        .containsExactly(new FieldError("script", "missing_file", "task.js is missing"));
  }

  @Test
  void read_bothForms_presentFormWins() {
    TaskFolder folder = TaskFolder.addition(directory).with("meta.yaml", HEAD);

    assertThat(Objects.requireNonNull(folder.read().bundle()).name()).isEqualTo("addition");
  }

  private TaskBundle bundle(String yaml) {
    Report report = report(yaml);
    assertThat(report.errors()).isEmpty();
    return Objects.requireNonNull(report.bundle());
  }

  private Report report(String yaml) {
    return TaskFolder.empty(directory)
        .with("task.js", "function run() {}")
        .with("meta.yaml", yaml)
        .read();
  }
}
