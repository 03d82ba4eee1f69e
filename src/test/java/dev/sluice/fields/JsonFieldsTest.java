package dev.sluice.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.FieldError;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFieldsTest {
  private static final Pattern ANY_NAME = Pattern.compile(".*");

  @Test
  void finish_everyFieldIsRight_throwsNothing() {
    JsonFields fields =
        of(
            """
            {"s": "text", "b": true, "i": 7, "n": 0.5, "t": "2026-01-31T12:00:00+01:00",
             "l": ["x", "y"], "m": {"a.b/c": "v"}, "o": {"inner": 1}, "nothing": null}\
            """);

    assertThat(fields.string("s", 4)).isEqualTo("text");
    assertThat(fields.bool("b")).isTrue();
    assertThat(fields.integer("i", 7, 7)).isEqualTo(7);
    assertThat(fields.number("n", 0, 0.5)).isEqualTo(0.5);
    assertThat(fields.instant("t")).isEqualTo(Instant.parse("2026-01-31T11:00:00Z"));
    assertThat(fields.strings("l", 2, 1)).containsExactly("x", "y");
    assertThat(fields.stringMap("m", ANY_NAME, 1, 5)).isEqualTo(Map.of("a.b/c", "v"));
    JsonFields inner = Objects.requireNonNull(fields.object("o"));
    assertThat(inner.integer("inner", 0, 1)).isEqualTo(1);
    assertThat(fields.string("nothing", 1)).isNull();
    assertThat(fields.string("absent", 1)).isNull();
    fields.finish(Refusal::new);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          string  | 1                  | f      | wrong_type
          string  | "toolong"          | f      | too_long
          string  | "a\\u0000"         | f      | invalid_character
          bool    | "true"             | f      | wrong_type
          integer | "5"                | f      | wrong_type
          integer | 5.5                | f      | wrong_type
          integer | -1                 | f      | out_of_range
          integer | 11                 | f      | out_of_range
          integer | 99999999999999999999 | f    | out_of_range
          number  | "1"                | f      | wrong_type
          number  | 0                  | f      | out_of_range
          number  | 11                 | f      | out_of_range
          instant | 5                  | f      | wrong_type
          instant | "today"            | f      | invalid_time
          instant | "2026-01-31T12:00:00" | f   | invalid_time
          instant | "+999999999-01-01T00:00:00Z" | f | invalid_time
          strings | "a"                | f      | wrong_type
          strings | ["a", "b", "c"]    | f      | too_many
          strings | ["a", 1]           | f[1]   | wrong_type
          strings | [null]             | f[0]   | wrong_type
          strings | ["a", "toolong"]   | f[1]   | too_long
          map     | []                 | f      | wrong_type
          map     | {"a": "b", "c": "d", "e": "f"} | f | too_many
          map     | {"a": 1}           | f.a    | wrong_type
          map     | {"a": "toolong"}   | f.a    | too_long
          map     | {"": "b"}          | f.     | invalid_name
          map     | {"toolong": "b"}   | f.toolong | invalid_name
          object  | "a"                | f      | wrong_type
          object  | {"b": 1}           | f.b    | unknown_field
          """)
  void finish_oneFieldIsWrong_namesItWithCodeAndMessage(
      String kind, String json, String field, String code) {
    JsonFields fields = of("{\"f\": " + json + "}");

    List<FieldError> errors = errors(fields, reader(kind));

    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).field()).isEqualTo(field);
    assertThat(errors.get(0).code()).isEqualTo(code);
    assertThat(errors.get(0).message()).isNotBlank();
  }

  @Test
  void stringMap_nameHoldsNul_rejectsIt() {
    JsonFields fields = of("{\"f\": {\"a\\u0000b\": \"x\"}}");

    assertThat(errors(fields, reader("map")))
        .extracting(FieldError::code)
        .containsExactly("invalid_name");
  }

  @Test
  void finish_severalErrors_reportsAllAndUnknownFields() {
    JsonFields fields = of("{\"a\": 1, \"b\": \"x\", \"c\": 1}");

    List<FieldError> errors =
        errors(
            fields,
            f -> {
              f.string("a", 9);
              f.integer("b", 0, 9);
            });

    assertThat(errors).extracting(FieldError::field).containsExactly("a", "b", "c");
    assertThat(errors.get(2).code()).isEqualTo("unknown_field");
  }

  @Test
  void acceptRest_unknownField_isNotReported() {
    JsonFields fields = of("{\"a\": 1}");
    fields.acceptRest();

    fields.finish(Refusal::new);
  }

  @Test
  void rejectUnlessRejected_fieldHasAnError_addsNone() {
    JsonFields fields = of("{\"a\": 1}");

    List<FieldError> errors =
        errors(
            fields,
            f -> {
              f.string("a", 9);
              f.rejectUnlessRejected("a", "required", "must be given");
              f.rejectUnlessRejected("b", "required", "must be given");
            });

    assertThat(errors).extracting(FieldError::code).containsExactly("wrong_type", "required");
  }

  private static Consumer<JsonFields> reader(String kind) {
    return switch (kind) {
      case "string" -> fields -> fields.string("f", 4);
      case "bool" -> fields -> fields.bool("f");
      case "integer" -> fields -> fields.integer("f", 0, 10);
      case "number" -> fields -> fields.number("f", 0, 10);
      case "instant" -> fields -> fields.instant("f");
      case "strings" -> fields -> fields.strings("f", 2, 4);
      case "map" -> fields -> fields.stringMap("f", ANY_NAME, 2, 4);
      case "object" -> fields -> fields.object("f");
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static List<FieldError> errors(JsonFields fields, Consumer<JsonFields> reader) {
    reader.accept(fields);
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> fields.finish(Refusal::new));
    return refusal.errors;
  }

  private static JsonFields of(String json) {
    try {
      return new JsonFields((ObjectNode) new ObjectMapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<FieldError> errors;

    Refusal(List<FieldError> errors) {
      this.errors = errors;
    }
  }
}
