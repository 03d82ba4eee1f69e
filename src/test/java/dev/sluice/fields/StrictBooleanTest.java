package dev.sluice.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.time.Settings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictBooleanTest {
  /** A setting, as packages declare theirs. */
  @ConfigMapping(prefix = "sluice.test")
  public interface Some {
    @WithConverter(StrictBoolean.class)
    boolean on();
  }

  @Test
  void convert_trueOrFalse_isRead() {
    assertThat(on("true")).isTrue();
    assertThat(on("false")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"perhaps", "yes", "TRUE", "0", " true"})
  void convert_anotherText_isRefusedByName(String text) {
    assertThatThrownBy(() -> on(text))
        .hasMessageContaining("sluice.test.on")
        .hasMessageContaining("must be true or false, is " + text);
  }

  private static boolean on(String text) {
    return Settings.of(Some.class, Map.of("sluice.test.on", text)).on();
  }
}
