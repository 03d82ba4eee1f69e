package dev.sluice.legacy.executor.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.time.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSecretsTest {
  private static final String WORKER = "sluice.legacy.auth.worker-secret";
  private static final String USER = "sluice.legacy.auth.user-secret";

  private static TokenSecrets of(Map<String, String> settings) {
    return TokenSecrets.of(Settings.of(TokenConfig.class, settings));
  }

  @Test
  void of_noSetting_hasNoSecret() {
    TokenSecrets none = of(Map.of());

    assertThat(none.worker()).isEmpty();
    assertThat(none.user()).isEmpty();
  }

  @Test
  void of_sixteenCharacters_areTaken() {
    TokenSecrets two = of(Map.of(WORKER, "0123456789abcdef", USER, "fedcba9876543210"));

    assertThat(two.worker()).contains("0123456789abcdef");
    assertThat(two.user()).contains("fedcba9876543210");
  }

  @ParameterizedTest
  @ValueSource(strings = {WORKER, USER})
  void of_fifteenCharacters_areRefusedWithoutShowingThem(String setting) {
    assertThatThrownBy(() -> of(Map.of(setting, "0123456789abcde")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(setting + " must have at least 16 characters, and has 15");
  }

  @ParameterizedTest
  @CsvSource({
    WORKER + ", dev-worker-token-secret",
    WORKER + ", dev-jwt-secret",
    USER + ", dev-worker-token-secret",
    USER + ", dev-jwt-secret"
  })
  void of_publicDefault_isRefused(String setting, String secret) {
    assertThatThrownBy(() -> of(Map.of(setting, secret)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(setting + " must not be the default of the older executor, which is public");
  }

  @Test
  void of_oneSecretForBoth_isRefused() {
    assertThatThrownBy(() -> of(Map.of(WORKER, "0123456789abcdef", USER, "0123456789abcdef")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(USER + " must differ from " + WORKER);
  }
}
