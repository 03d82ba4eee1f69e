package dev.sluice.source.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.InvalidSettingsException;
import dev.sluice.source.PassingTime;
import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A git source that reads as a GitHub App, against a git server and GitHub's API. */
@SuppressWarnings("NullAway.Init")
class AppAccessTest {
  private static final String USER = "x-access-token";
  private static final KeyPair KEY = GitSshServer.newKey("ssh-rsa");

  private final PassingTime time = new PassingTime();
  @TempDir Path directory;
  private Git author;
  private Path key;
  private FakeGitHub github;
  private GitServer server;

  @BeforeEach
  void aRepository() throws Exception {
    Path work = directory.resolve("work");
    author = Git.init().setDirectory(work.toFile()).setInitialBranch("main").call();
    TaskFolder.named(work.resolve("a"), "a", "1.0.0");
    author.add().addFilepattern(".").call();
    author.commit().setMessage("tasks").setAuthor("a", "a@b.invalid").setSign(false).call();
    key = pem("PRIVATE KEY", KEY.getPrivate().getEncoded());
    github = new FakeGitHub((RSAPublicKey) KEY.getPublic(), time);
    server = new GitServer(author.getRepository(), USER, "secret-1");
  }

  @AfterEach
  void end() {
    author.close();
    github.close();
    server.close();
  }

  private Path pem(String type, byte[] bytes) throws Exception {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        directory.resolve("app.pem"),
        "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
  }

  @Test
  void discover_app_readsWithATokenOfItsInstallation() throws Exception {
    assertThat(Sources.tasks(source().discover())).containsExactly("a 1.0.0");

    assertThat(github.signed).hasSize(1);
    assertThat(github.signed.get(0).getIssuer()).isEqualTo(FakeGitHub.APP);
    assertThat(github.signed.get(0).getAlgorithm()).isEqualTo("RS256");
    assertThat(
            Duration.between(
                github.signed.get(0).getIssuedAtAsInstant(),
                github.signed.get(0).getExpiresAtAsInstant()))
        .isLessThanOrEqualTo(Duration.ofMinutes(10));
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
    time.after(Duration.ofMinutes(49), () -> {});
    source.discover();
    assertThat(github.signed).hasSize(1);

    time.after(Duration.ofMinutes(2), () -> {});
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
      Path wrong = Files.writeString(directory.resolve("wrong.pem"), "secret-9");
      values.put(field, value.equals("wrong.pem") ? wrong.toString() : value);
    }

    InvalidSettingsException refused =
        catchThrowableOfType(InvalidSettingsException.class, () -> open(values));

    assertThat(refused.errors())
        .extracting(e -> e.field() + " " + e.code())
        .containsExactly(code.contains(" ") ? code : field + " " + code);
    assertThat(refused).hasMessageNotContaining("secret-9");
  }

  private Map<String, String> settings() {
    Map<String, String> values = new HashMap<>(github.settings(key.toString()));
    values.put("url", server.url());
    return values;
  }

  private TaskSource source() {
    return open(settings());
  }

  private TaskSource open(Map<String, String> values) {
    return Sources.open("git", values, Sources.context(time, time, directory.resolve("cache")));
  }

  private static SourceException failure(TaskSource source) {
    return catchThrowableOfType(SourceException.class, source::discover);
  }
}
