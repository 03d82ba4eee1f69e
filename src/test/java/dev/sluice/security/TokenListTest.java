package dev.sluice.security;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import dev.sluice.token.AccessToken;
import dev.sluice.token.Scope;
import dev.sluice.token.TokenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenListTest {
  @TempDir Path directory;
  private Path path;
  private TokenFile file;

  @BeforeEach
  void prepare() {
    path = directory.resolve("tokens.json");
    file = new TokenFile(path);
  }

  @Test
  void refresh_fileChanges_followsIt() throws IOException {
    TokenList list = new TokenList(path, new ManualTimers(), () -> 0.5);
    assertThat(list.all()).isEmpty();

    file.add(token("a"));
    list.refresh();
    assertThat(list.all()).extracting(AccessToken::name).containsExactly("a");

    file.remove("a");
    file.add(token("b"));
    list.refresh();
    assertThat(list.all()).extracting(AccessToken::name).containsExactly("b");

    Files.delete(path);
    list.refresh();
    assertThat(list.all()).isEmpty();
  }

  @Test
  void look_fileHasChanged_followsIt() throws IOException {
    TokenList list = new TokenList(path, new ManualTimers(), () -> 0.5);
    file.add(token("a"));

    result(list.look());

    assertThat(list.all()).extracting(AccessToken::name).containsExactly("a");
  }

  @Test
  void refresh_fileBecomesMalformed_keepsTheTokens() throws IOException {
    file.add(token("a"));
    TokenList list = new TokenList(path, new ManualTimers(), () -> 0.5);

    Files.writeString(path, "{");
    list.refresh();

    assertThat(list.all()).extracting(AccessToken::name).containsExactly("a");
  }

  @Test
  void new_fileIsMalformed_namesTheFile() throws IOException {
    Files.writeString(path, "{\"tokens\":[{}]}");

    assertThatThrownBy(() -> new TokenList(path, new ManualTimers(), () -> 0.5))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(path + ": tokens[0].name must name the token");
  }

  private static AccessToken token(String name) {
    return AccessToken.issue(name, Set.of(Scope.READ), List.of(), TestClock.START, null).token();
  }
}
