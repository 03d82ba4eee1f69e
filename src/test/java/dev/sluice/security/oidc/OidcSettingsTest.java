package dev.sluice.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.token.Scope;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OidcSettingsTest {
  private static final String ISSUER = "https://id.example/realms/main";

  @Test
  void of_allSettings_mapsRolesToScopes() {
    OidcSettings settings = OidcSettings.of(config(ISSUER, "sluice", "read, submit")).orElseThrow();

    assertThat(settings.roles()).isEqualTo(Map.of("dev", Set.of(Scope.READ, Scope.SUBMIT)));
    assertThat(settings.issuer()).hasToString(ISSUER);
  }

  @Test
  void of_nothing_isEmpty() {
    assertThat(OidcSettings.of(new TestOidcConfig(null, null, "roles", Map.of()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8080/realms/x",
        "http://127.0.0.1:1",
        "http://[::1]:1/",
        "HTTPS://id.example"
      })
  void of_httpOnLoopbackOrHttps_isAccepted(String issuer) {
    assertThat(OidcSettings.of(config(issuer, "sluice", "read"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id.example",
        "http://id.example",
        "http://127.0.0.1.example",
        "ftp://id.example",
        "https:",
        "https://",
        "a b",
        "https://id.example?x=1",
        "https://id.example#x"
      })
  void of_otherIssuer_isRefused(String issuer) {
    assertThatThrownBy(() -> OidcSettings.of(config(issuer, "sluice", "read")))
        .hasMessageStartingWith("sluice.auth.oidc.issuer must be a URL with https")
        .hasMessageEndingWith("'" + issuer + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                  | sluice | read       | sluice.auth.oidc.issuer must be set",
        "https://id.example |       | read       | sluice.auth.oidc.audience must be set",
        "https://id.example | sluice |           | sluice.auth.oidc.roles.ROLE must be set",
        "https://id.example | sluice | read,admin | sluice.auth.oidc.roles.dev must be scopes of"
            + " submit, read, operate, agent, backup, separated by commas, and has 'admin'",
        "https://id.example | sluice | 'read,'   | sluice.auth.oidc.roles.dev must be scopes of"
            + " submit, read, operate, agent, backup, separated by commas, and has ''"
      })
  void of_missingOrWrongSetting_isNamed(
      @Nullable String issuer, @Nullable String audience, @Nullable String scopes, String message) {
    assertThatThrownBy(() -> OidcSettings.of(config(issuer, audience, scopes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private static TestOidcConfig config(
      @Nullable String issuer, @Nullable String audience, @Nullable String scopes) {
    return new TestOidcConfig(
        issuer, audience, "roles", scopes == null ? Map.of() : Map.of("dev", scopes));
  }
}
