package dev.sluice.security;

import dev.sluice.files.PrivateDirectory;
import dev.sluice.files.PrivateFile;
import dev.sluice.text.Tokens;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    Path file = directory.resolve(NAME);
    if (Files.exists(file)) {
      // Closes it to others, in case it was copied here.
      PrivateFile.create(file);
      String token = Files.readString(file).strip();
      if (!token.isEmpty()) {
        return token;
      }
    }
    String token = Tokens.next();
    try (FileChannel out = PrivateFile.truncate(file)) {
      out.write(ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.US_ASCII)));
    }
    return token;
  }
}
