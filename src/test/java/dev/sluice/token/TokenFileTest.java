package dev.sluice.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenFileTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path directory;
  private Path path;
  private TokenFile file;

  @BeforeEach
  void prepare() {
    path = directory.resolve("sub/tokens.json");
    file = new TokenFile(path);
  }

  @Test
  void read_noFile_hasNoTokens() throws IOException {
    assertThat(file.read()).isEmpty();
  }

  @Test
  void add_token_isReadAgainWithoutItsSecret() throws IOException {
    AccessToken.Issued issued =
        AccessToken.issue("ci", Set.of(Scope.SUBMIT), List.of("a*"), NOW, NOW.plusSeconds(60));

    file.add(issued.token());

    assertThat(file.read()).containsExactly(issued.token());
    assertThat(issued.token().sha256()).isEqualTo(Sha256.of(issued.secret()));
    assertThat(path).content().doesNotContain(issued.secret());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void add_nameThatExists_isRefused() throws IOException {
    AccessToken first = token("ci");
    file.add(first);

    assertThatThrownBy(() -> file.add(token("ci")))
        .isInstanceOf(TokenFileException.class)
        .hasMessageContaining("has a token named ci");
    assertThat(file.read()).containsExactly(first);
  }

  @Test
  void remove_name_removesThatTokenOnly() throws IOException {
    file.add(token("a"));
    file.add(token("b"));

    file.remove("a");

    assertThat(file.read()).extracting(AccessToken::name).containsExactly("b");
    assertThatThrownBy(() -> file.remove("a")).hasMessageContaining("has no token named a");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "[]; must be an object with an array 'tokens'",
        "{\"tokens\":[1]}; tokens[0] must be an object",
        "{\"tokens\":[{\"name\":\"a\",\"scopes\":[\"submit\"]}]}; tokens[0].sha256 must be",
        "{\"tokens\":[{\"name\":\"a\",\"scopes\":[\"root\"]}]}; tokens[0].scopes may be submit,"
            + " read",
        "{\"tokens\":[{\"name\":\"a\",\"scopes\":[]}]}; tokens[0].scopes must list one or more",
        "{\"tokens\":[{\"sha256\":\"x\"}]}; tokens[0].sha256 must be 64 digits",
        "{\"tokens\":[{\"nam\":\"a\"}]}; tokens[0].nam is unknown",
        "{tokens; is not JSON"
      },
      delimiter = ';')
  void read_malformed_namesTheFieldAndWhatWasExpected(String content, String message)
      throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);

    assertThatThrownBy(file::read)
        .isInstanceOf(TokenFileException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "build-*, build-1, true",
    "build-*, xbuild-1, false",
    "build-1, build-1, true",
    "build.1, build-1, false",
    "*-gpu-*, a-gpu-7, true",
    "*, anything, true",
    "a*, A1, false"
  })
  void allowsWorker_globs_matchTheWholeName(String glob, String name, boolean allowed) {
    assertThat(with(List.of(glob)).allowsWorker(name)).isEqualTo(allowed);
  }

  @Test
  void allowsWorker_noNames_allowsAny() {
    assertThat(with(List.of()).allowsWorker("any")).isTrue();
  }

  @Test
  void isExpired_atItsTime_is() {
    AccessToken token = AccessToken.issue("a", Set.of(Scope.READ), List.of(), NOW, NOW).token();

    assertThat(token.isExpired(NOW)).isTrue();
    assertThat(token.isExpired(NOW.minusMillis(1))).isFalse();
    assertThat(token("b").isExpired(Instant.MAX)).isFalse();
  }

  private static AccessToken with(List<String> workers) {
    return AccessToken.issue("a", Set.of(Scope.AGENT), workers, NOW, null).token();
  }

  private static AccessToken token(String name) {
    return AccessToken.issue(name, Set.of(Scope.SUBMIT), List.of(), NOW, null).token();
  }
}
