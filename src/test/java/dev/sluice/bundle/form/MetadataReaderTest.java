package dev.sluice.bundle.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.Findings;
import dev.sluice.bundle.Metadata;
import dev.sluice.bundle.StrictJson;
import dev.sluice.wire.FieldError;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          name         | null         | required
          name         | 5            | wrong_type
          name         | ""           | invalid_name
          name         | "a/b"        | invalid_name
          name         | "../a"       | invalid_name
          name         | "a b"        | invalid_name
          name         | "ä"          | invalid_name
          name         | "a.b"        | invalid_name
          version      | null         | required
          version      | "latest"     | invalid_version
          version      | "1.0"        | invalid_version
          version      | "v1.0.0"     | invalid_version
          version      | 1.0          | wrong_type
          label        | 5            | wrong_type
          description  | ["x"]        | wrong_type
          category     | {}           | wrong_type
          author       | true         | wrong_type
          license      | 1            | wrong_type
          uuid         | 1            | wrong_type
          created_at   | 1700000000   | wrong_type
          updated_at   | []           | wrong_type
          tags         | "x"          | wrong_type
          timeout      | "30"         | wrong_type
          timeout      | 0            | out_of_range
          timeout      | -1           | out_of_range
          timeout      | 1e300        | out_of_range
          timeout      | 2592000001   | out_of_range
          memory_limit | true         | wrong_type
          memory_limit | 1.5          | wrong_type
          memory_limit | "much"       | invalid_size
          memory_limit | "0MB"        | invalid_size
          memory_limit | "-1MB"       | invalid_size
          memory_limit | "999999999999999GB" | invalid_size
          """)
  void read_wrongField_isNamed(String field, String value, String code) {
    Findings findings = new Findings();

    read(field, value, findings);

    assertThat(findings.errors()).extracting(FieldError::field).containsOnly("metadata." + field);
    assertThat(findings.errors()).extracting(FieldError::code).containsExactly(code);
  }

  @Test
  void read_manyErrors_areAllReported() {
    Findings findings = new Findings();

    MetadataReader.read(
        json(
            "{\"name\": \"a/b\", \"version\": \"latest\", \"tags\": [1, \"x\", {}], \"timeout\":"
                + " \"1\"}"),
        findings);

    assertThat(findings.errors())
        .extracting(FieldError::field)
        .containsExactly(
            "metadata.name",
            "metadata.version",
            "metadata.tags[0]",
            "metadata.tags[2]",
            "metadata.timeout");
  }

  @ParameterizedTest
  @CsvSource({
    "uuid,\"test-fetch-001\",invalid_uuid",
    "created_at,\"yesterday\",invalid_time",
    "updated_at,\"2026-01-01\",invalid_time",
    "cpu_limit,true,wrong_type",
    "cpu_limit,[],wrong_type",
    "memory_limit,\"4GB\",out_of_range"
  })
  void read_unusedField_isWarning(String field, String value, String code) {
    Findings findings = new Findings();

    Metadata metadata = read(field, value, findings);

    assertThat(metadata).isNotNull();
    assertThat(findings.errors()).isEmpty();
    assertThat(findings.warnings())
        .extracting(FieldError::field, FieldError::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("metadata." + field, code));
  }

  @ParameterizedTest
  @CsvSource({
    "\"64MB\",67108864",
    "\"64 mb\",67108864",
    "\"64MiB\",67108864",
    "\"64M\",67108864",
    "\"512k\",524288",
    "\"1GB\",1073741824",
    "\"100\",100",
    "\"100B\",100",
    "1048576,1048576",
    "\"1025MB\",1073741824",
    "\"64GB\",1073741824"
  })
  void read_memoryLimit_acceptsUnits(String value, long bytes) {
    Metadata metadata = Objects.requireNonNull(read("memory_limit", value, new Findings()));

    assertThat(metadata.memoryLimitBytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"0.5,500,0", "3600,3600000,0", "3601,3601,1", "30000,30000,1", "5000.9,5000,1"})
  void read_timeoutAbove3600_isMillisecondsWithAWarning(String value, long millis, int warnings) {
    Findings findings = new Findings();

    Metadata metadata = Objects.requireNonNull(read("timeout", value, findings));

    assertThat(Objects.requireNonNull(metadata.timeout()).toMillis()).isEqualTo(millis);
    assertThat(findings.errors()).isEmpty();
    assertThat(findings.warnings()).hasSize(warnings);
    assertThat(findings.warnings())
        .allSatisfy(warning -> assertThat(warning.field()).isEqualTo("metadata.timeout"))
        .allSatisfy(
            warning -> assertThat(warning.message()).contains("counts as " + value + " millis"));
  }

  @Test
  void read_nullField_isAbsent() {
    Metadata metadata = Objects.requireNonNull(read("timeout", "null", new Findings()));

    assertThat(metadata.timeout()).isNull();
    assertThat(metadata.memoryLimitBytes()).isNull();
    assertThat(metadata.tags()).isEmpty();
    assertThat(metadata.label()).isNull();
  }

  private static @Nullable Metadata read(String field, String value, Findings findings) {
    ObjectNode metadata = json("{\"name\": \"a\", \"version\": \"1.0.0\"}");
    metadata.set(field, json("{\"v\": " + value + "}").get("v"));
    return MetadataReader.read(metadata, findings);
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) StrictJson.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
