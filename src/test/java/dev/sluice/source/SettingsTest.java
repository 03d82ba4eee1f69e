package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.task.sources.SourceKinds;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import dev.sluice.wire.FieldError;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private final SourceContext context =
      Sources.context(new TestClock(), new ManualTimers(), Path.of("cache"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          filesystem | path             | -                      | required
          filesystem | recursive        | yes                    | wrong_type
          filesystem | watch            | 1                      | wrong_type
          filesystem | debounce         | soon                   | out_of_range
          filesystem | debounce         | 1ms                    | out_of_range
          filesystem | poll-interval    | 48h                    | out_of_range
          filesystem | pth              | x                      | unknown_field
          http       | url              | -                      | required
          http       | url              | ftp://x/               | invalid_url
          http       | url              | file:///etc            | invalid_url
          http       | url              | http://u:p@x/          | invalid_url
          http       | url              | http:///x              | invalid_url
          http       | url              | no url                 | invalid_url
          http       | page-size        | 0                      | out_of_range
          http       | page-size        | many                   | out_of_range
          http       | password         | p                      | required
          http       | api-key-header   | X-Key                  | invalid_header
          http       | token            | töken                  | invalid_character
          http       | request-timeout  | 0                      | out_of_range
          http       | directory        | x                      | unknown_field
          """)
  void open_invalidSetting_isNamed(String type, String field, @Nullable String value, String code) {
    assertThat(errors(type, field, value))
        .extracting(e -> e.field() + " " + e.code())
        .containsExactly(field + " " + code);
  }

  @Test
  void open_severalCredentials_conflict() {
    Map<String, String> values =
        Map.of("url", "http://x", "token", "t", "username", "u", "password", "p");

    assertThat(errors(new SourceSettings("s", "http", values)))
        .extracting(FieldError::code)
        .containsExactly("conflict");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a b", "ä"})
  void open_invalidName_isRefused(String name) {
    assertThat(errors(new SourceSettings(name, "http", Map.of("url", "http://x"))))
        .extracting(FieldError::field)
        .containsExactly("name");
  }

  @Test
  void open_unknownType_namesKnownTypes() {
    List<FieldError> errors = errors(new SourceSettings("s", "ftp", Map.of()));

    assertThat(errors).extracting(FieldError::field).containsExactly("type");
    assertThat(errors.get(0).message()).contains("filesystem", "http");
  }

  @Test
  void toString_values_areHidden() {
    SourceSettings settings = new SourceSettings("s", "http", Map.of("token", "s3cret"));

    assertThat(settings.toString()).contains("token").doesNotContain("s3cret");
  }

  private List<FieldError> errors(String type, String field, @Nullable String value) {
    Map<String, String> values = new HashMap<>();
    values.put(type.equals("http") ? "url" : "path", type.equals("http") ? "http://x" : "/x");
    if (value == null) {
      values.remove(field);
    } else {
      values.put(field, value);
    }
    return errors(new SourceSettings("s", type, values));
  }

  private List<FieldError> errors(SourceSettings settings) {
    return catchThrowableOfType(
            InvalidSettingsException.class, () -> SourceKinds.open(settings, context))
        .errors();
  }
}
