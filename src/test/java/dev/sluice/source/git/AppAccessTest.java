package dev.sluice.source.git;

import static dev.sluice.source.git.TaskRepository.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.source.InvalidSettingsException;
import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jose4j.jwt.JwtClaims;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A git source that reads as a GitHub App, against a git server and GitHub's API. */
class AppAccessTest {
  private static final String USER = "x-access-token";
  private static final KeyPair KEY = GitSshServer.newKey("ssh-rsa");

  @AutoClose private final TaskRepository tasks;
  @AutoClose private final FakeGitHub github;
  @AutoClose private final GitServer server;
  private Path key;

  AppAccessTest(@TempDir Path directory) throws Exception {
    tasks = new TaskRepository(directory);
    tasks.a("1.0.0");
    tasks.commit();
    key = pem("PRIVATE KEY", KEY.getPrivate().getEncoded());
    github = new FakeGitHub((RSAPublicKey) KEY.getPublic(), tasks.time);
    server = new GitServer(tasks.repository(), USER, "secret-1");
  }

  private Path pem(String type, byte[] bytes) throws Exception {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        tasks.directory.resolve("app.pem"),
        "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
  }

  @Test
  void discover_app_readsWithATokenOfItsInstallation() throws Exception {
    assertThat(Sources.tasks(source().discover())).containsExactly("a 1.0.0");

    assertThat(github.signed).hasSize(1);
    JwtClaims claims = github.signed.get(0);
    assertThat(claims.getIssuer()).isEqualTo(FakeGitHub.APP);
    assertThat(claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue())
        .isLessThanOrEqualTo(Duration.ofMinutes(10).toSeconds());
  }

  /** GitHub hands out keys as PKCS #1. */
  @Test
  void discover_keyInPkcs1_reads() throws Exception {
    byte[] pkcs8 = KEY.getPrivate().getEncoded();
    // RSA keys of 2048 bits have a header of 26 bytes in PKCS #8.
    byte[] pkcs1 = java.util.Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
    key = pem("RSA PRIVATE KEY", pkcs1);

    assertThat(Sources.tasks(source().discover())).containsExactly("a 1.0.0");
  }

  @Test
  void discover_token_isUsedUntilItIsAboutToExpire() throws Exception {
    TaskSource source = source();
    source.discover();
    tasks.time.after(Duration.ofMinutes(49), () -> {});
    source.discover();
    assertThat(github.signed).hasSize(1);

    tasks.time.after(Duration.ofMinutes(2), () -> {});
    server.accept(USER, "secret-2");
    source.discover();

    assertThat(github.signed).hasSize(2);
  }

  @Test
  void discover_tokenThatTheServerRefuses_isReplacedAtTheNextTry() throws Exception {
    TaskSource source = source();
    source.discover();
    server.accept(USER, "secret-2");

    SourceException refused = failure(source);

    assertThat(refused.code()).isEqualTo("unauthorized");
    assertThat(refused).hasMessageNotContaining("secret-");
    assertThat(Sources.tasks(source.discover())).containsExactly("a 1.0.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          404 | {"message": "Integration not found"} | unauthorized     | status 404 (Integration not found)
          500 |                                      | unreachable      | status 500
          201 | {"token": "secret-9"}                | malformed_answer | sent no token with a time
          201 | not JSON, secret-9                   | malformed_answer | sent no token with a time
          302 |                                      | unreachable      | more than 0 redirects
          """)
  void discover_apiThatGivesNoToken_fails(
      int status, @Nullable String body, String code, String message) {
    github.answerNext(status, body == null ? "" : body);

    SourceException failed = failure(source());

    assertThat(failed.code()).isEqualTo(code);
    assertThat(failed)
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret-9")
        .hasMessageNotContaining("eyJ");
    assertThat(server.shown).isEmpty();
  }

  @Test
  void discover_keyOfAnotherApp_isUnauthorized() throws Exception {
    key = pem("PRIVATE KEY", GitSshServer.newKey("ssh-rsa").getPrivate().getEncoded());

    assertThat(failure(source()).code()).isEqualTo("unauthorized");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          github-app-id          | -         | required
          github-app-id          | a b       | invalid_id
          github-installation-id | x         | invalid_id
          github-app-key         | /no/key   | no_such_file
          github-app-key         | wrong.pem | invalid_key
          github-api             | ftp://x   | invalid_url
          token                  | t         | github-app-id conflict
          """)
  void open_invalidSetting_isNamed(String field, @Nullable String value, String code)
      throws Exception {
    Map<String, String> values = settings();
    if (value == null) {
      values.remove(field);
    } else {
      Path wrong = Files.writeString(tasks.directory.resolve("wrong.pem"), "secret-9");
      values.put(field, value.equals("wrong.pem") ? wrong.toString() : value);
    }

    InvalidSettingsException refused =
        catchThrowableOfType(InvalidSettingsException.class, () -> tasks.open(values));

    assertThat(refused.errors())
        .extracting(e -> e.field() + " " + e.code())
        .containsExactly(code.contains(" ") ? code : field + " " + code);
    assertThat(refused).hasMessageNotContaining("secret-9");
  }

  private Map<String, String> settings() {
    Map<String, String> values = Sources.settings(server.url());
    values.putAll(github.settings(key.toString()));
    return values;
  }

  private TaskSource source() {
    return tasks.open(settings());
  }
}
