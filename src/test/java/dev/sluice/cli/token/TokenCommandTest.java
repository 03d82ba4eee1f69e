package dev.sluice.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.Shell;
import dev.sluice.text.Sha256;
import dev.sluice.token.AccessToken;
import dev.sluice.token.Scope;
import dev.sluice.token.TokenFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCommandTest {
  @TempDir Path data;
  private final Shell shell = new Shell();

  @Test
  void create_scopesAndWorkers_storesTheDigestOfWhatItPrints() throws IOException {
    int code =
        run("create", "build-1", "--scope", "agent", "--worker", "build-*", "--expires-in", "1d");

    assertThat(code).isZero();
    assertThat(shell.out()).matches("slc_[A-Za-z0-9_-]{24}\n");
    AccessToken token = new TokenFile(data.resolve("tokens.json")).read().get(0);
    assertThat(token.sha256()).isEqualTo(Sha256.of(shell.out().strip()));
    assertThat(token.scopes()).containsExactly(Scope.AGENT);
    assertThat(token.workers()).containsExactly("build-*");
    assertThat(token.expiresAt()).isEqualTo(token.createdAt().plusSeconds(86_400));
  }

  @Test
  void list_tokens_showsScopesAndNoSecret() {
    run("create", "ci", "--scope", "submit", "--scope", "read");
    String secret = shell.out().strip();

    assertThat(run("list")).isZero();

    assertThat(shell.out()).contains("NAME", "ci    submit,read", "never");
    assertThat(shell.out().replace(secret, "")).doesNotContain("slc_");
  }

  @Test
  void revoke_token_removesIt() {
    run("create", "ci", "--scope", "read");

    assertThat(run("revoke", "ci")).isZero();
    assertThat(run("revoke", "ci")).isEqualTo(125);

    assertThat(shell.err()).contains("has no token named ci");
  }

  @ParameterizedTest
  @CsvSource({
    "create a --scope root, --scope must be one of",
    "create a, --scope",
    "create a --scope read --worker w, --worker needs --scope agent",
    "create --scope read, NAME",
    "'', a command is missing"
  })
  void token_wrongUsage_isExplained(String words, String message) {
    String[] args = words.isEmpty() ? new String[0] : words.split(" ");

    assertThat(run(args)).isEqualTo(2);

    assertThat(shell.err()).contains(message);
    assertThat(data).isEmptyDirectory();
  }

  private int run(String... words) {
    String[] args = new String[words.length == 0 ? 1 : words.length + 3];
    args[0] = "token";
    if (words.length > 0) {
      System.arraycopy(words, 0, args, 1, words.length);
      args[words.length + 1] = "--data";
      args[words.length + 2] = data.toString();
    }
    return shell.run(args);
  }
}
