package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTokenTest {
  @TempDir Path parent;
  private Path data;

  @BeforeEach
  void choose() {
    data = parent.resolve("data");
  }

  @Test
  void in_newDirectory_makesATokenForItsOwnerOnly() throws IOException {
    String token = LocalToken.in(data);

    assertThat(token).hasSizeGreaterThanOrEqualTo(ApiToken.LEAST_LENGTH);
    assertThat(permissions(data.resolve("token"))).isEqualTo("rw-------");
    assertThat(permissions(data)).isEqualTo("rwx------");
    assertThat(LocalToken.in(data)).as("the next start").isEqualTo(token);
  }

  @Test
  void in_tokenThatOthersCanRead_isClosedToThem() throws IOException {
    Files.createDirectories(data);
    Files.writeString(data.resolve("token"), "copied-from-elsewhere\n");
    Files.setPosixFilePermissions(
        data.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(LocalToken.in(data)).isEqualTo("copied-from-elsewhere");
    assertThat(permissions(data.resolve("token"))).isEqualTo("rw-------");
  }

  @Test
  void apiToken_accountsNotRecognised_isThatOfTheDataDirectory() throws IOException {
    ApiToken token = new ApiToken(Optional.empty(), data, config(false));

    assertThat(token.value()).hasValue(Files.readString(data.resolve("token")).strip());
  }

  @Test
  void apiToken_configured_makesNoFile() throws IOException {
    ApiToken token = new ApiToken(Optional.of("0123456789abcdef"), data, config(false));

    assertThat(token.value()).hasValue("0123456789abcdef");
    assertThat(data).doesNotExist();
  }

  private static AccessConfig config(boolean accounts) {
    return new AccessConfig() {
      @Override
      public Optional<List<String>> allowedHosts() {
        return Optional.empty();
      }

      @Override
      public Optional<List<String>> allowedOrigins() {
        return Optional.empty();
      }

      @Override
      public boolean accounts() {
        return accounts;
      }
    };
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
