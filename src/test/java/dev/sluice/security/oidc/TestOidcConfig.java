package dev.sluice.security.oidc;

import dev.sluice.time.ManualTimers;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Settings of a test. */
public record TestOidcConfig(
    @Nullable String url, @Nullable String aud, String rolesClaim, Map<String, String> roles)
    implements OidcConfig {
  public static final Map<String, String> ROLES =
      Map.of("dev", "read, submit", "ops", "operate", "auditor", "read");

  /** Without a provider. */
  public static PersonTokens none(Clock clock) {
    return new PersonTokens(
        new TestOidcConfig(null, null, "roles", Map.of()), clock, new ManualTimers());
  }

  /** Of a provider, at which the test runs what would block. */
  public static PersonTokens of(String issuer, Clock clock) {
    return new PersonTokens(
        new TestOidcConfig(issuer, FakeProvider.AUDIENCE, "roles", ROLES),
        clock,
        new ManualTimers(),
        Runnable::run);
  }

  @Override
  public Optional<String> issuer() {
    return Optional.ofNullable(url);
  }

  @Override
  public Optional<String> audience() {
    return Optional.ofNullable(aud);
  }
}
