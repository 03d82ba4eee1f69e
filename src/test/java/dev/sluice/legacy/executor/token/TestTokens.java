package dev.sluice.legacy.executor.token;

import dev.sluice.time.Settings;
import java.time.Clock;
import java.util.Map;

/** Makes the checks of tokens of the older executor. */
public final class TestTokens {
  private TestTokens() {}

  /** On a server that has no secret. */
  public static ExecutorTokens unchecked() {
    return of(Map.of(), Clock.systemUTC());
  }

  /** On a server that has a secret of users. */
  public static ExecutorTokens ofUsers(String secret, Clock clock) {
    return of(Map.of("sluice.legacy.auth.user-secret", secret), clock);
  }

  static ExecutorTokens of(Map<String, String> settings, Clock clock) {
    return new ExecutorTokens(Settings.of(TokenConfig.class, settings), clock);
  }
}
