package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.security.oidc.TestOidcConfig;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import dev.sluice.token.AccessToken;
import dev.sluice.token.Scope;
import dev.sluice.token.TokenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  @TempDir Path directory;
  private final TestClock clock = new TestClock();
  private TokenFile file;
  private TokenList list;

  @BeforeEach
  void prepare() {
    file = new TokenFile(directory.resolve("tokens.json"));
    list = new TokenList(file.path(), new ManualTimers(), () -> 0.5);
  }

  @Test
  void areRequired_noToken_isFalse() {
    Credentials credentials = credentials(null);

    assertThat(credentials.areRequired()).isFalse();
    assertThat(credentials.anyone().token().scopes()).containsExactlyInAnyOrder(Scope.values());
  }

  @Test
  void areRequired_oidcProviderAlone_isTrue() {
    Credentials credentials =
        new Credentials(
            new ApiToken(Optional.empty()),
            list,
            TestOidcConfig.of("https://id.example", clock),
            clock);

    assertThat(credentials.areRequired()).isTrue();
  }

  @Test
  void areRequired_lastTokenIsRevoked_staysTrue() throws IOException {
    Credentials credentials = credentials(null);

    file.add(issue("a").token());
    list.refresh();
    assertThat(credentials.areRequired()).isTrue();

    file.remove("a");
    list.refresh();
    assertThat(credentials.areRequired()).isTrue();
  }

  @Test
  void find_tokenOfTheFile_hasItsScopesUntilItExpires() throws IOException {
    AccessToken.Issued issued = issue("a");
    file.add(issued.token());
    list.refresh();
    Credentials credentials = credentials(null);

    assertThat(credentials.find(issued.secret()).orElseThrow().token()).isEqualTo(issued.token());
    assertThat(credentials.find(issued.token().sha256())).isEmpty();

    clock.advance(Duration.ofMinutes(1));
    assertThat(credentials.find(issued.secret())).isEmpty();
  }

  @Test
  void find_apiToken_mayDoAll() {
    Credentials credentials = credentials("a-token-of-some-length");

    assertThat(credentials.areRequired()).isTrue();
    assertThat(credentials.find("a-token-of-some-length").orElseThrow().token().scopes())
        .containsExactlyInAnyOrder(Scope.values());
    assertThat(credentials.find("a-token-of-some-lengt")).isEmpty();
  }

  @Test
  void find_builtInWorker_mayOnlyBeAWorker() {
    Credentials credentials = credentials(null);

    assertThat(credentials.find(credentials.ofBuiltInWorker()).orElseThrow().token().scopes())
        .containsExactly(Scope.AGENT);
    assertThat(credentials(null).find(credentials.ofBuiltInWorker())).isEmpty();
  }

  @Test
  void new_shortApiToken_isRefused() {
    assertThatThrownBy(() -> credentials("short"))
        .hasMessageContaining("SLUICE_API_TOKEN")
        .hasMessageContaining("16 characters");
  }

  private Credentials credentials(@Nullable String apiToken) {
    return new Credentials(
        new ApiToken(Optional.ofNullable(apiToken)), list, TestOidcConfig.none(clock), clock);
  }

  private AccessToken.Issued issue(String name) {
    return AccessToken.issue(
        name, Set.of(Scope.READ), List.of(), clock.instant(), clock.instant().plusSeconds(60));
  }
}
