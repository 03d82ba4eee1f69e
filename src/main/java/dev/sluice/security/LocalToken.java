package dev.sluice.security;

import dev.sluice.files.PrivateDirectory;
import dev.sluice.files.SecretFile;
import dev.sluice.text.Tokens;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The token in the server's data directory, which only its account and root can read. It stands in
 * for a configured one where the owners of connections cannot be found.
 */
final class LocalToken {
  private static final String NAME = "token";

  private LocalToken() {}

  /**
   * The token in {@code directory}; made on first use.
   *
   * @throws IOException also if another account owns the directory
   */
  static String in(Path directory) throws IOException {
    PrivateDirectory.claim(directory);
    return SecretFile.read(directory.resolve(NAME), Tokens::next);
  }
}
