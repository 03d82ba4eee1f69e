package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositiveDurationTest {
  /** A setting, as packages declare theirs. */
  @ConfigMapping(prefix = "sluice.test")
  public interface Some {
    @WithConverter(PositiveDuration.class)
    Duration pause();
  }

  @Test
  void convert_aDuration_isRead() {
    assertThat(pause("500ms")).hasMillis(500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "-3s", "0"})
  void convert_zeroOrNegative_isRefusedByName(String text) {
    assertThatThrownBy(() -> pause(text))
        .hasMessageContaining("sluice.test.pause")
        .hasMessageContaining("must be longer than 0, such as 500ms or 3s");
  }

  @Test
  void convert_noDuration_isRefusedByName() {
    assertThatThrownBy(() -> pause("abc")).hasMessageContaining("sluice.test.pause");
  }

  private static Duration pause(String text) {
    return Settings.of(Some.class, Map.of("sluice.test.pause", text)).pause();
  }
}
