package dev.sluice.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A random secret in a file that only its owner may read. */
public final class SecretFile {
  private SecretFile() {}

  /**
   * The secret in {@code file}.
   *
   * @param made makes the secret, in ASCII, on first use
   */
  public static String read(Path file, Supplier<String> made) throws IOException {
    if (Files.exists(file)) {
      // Closes it to others, in case it was copied here.
      PrivateFile.create(file);
      String secret = Files.readString(file).strip();
      if (!secret.isEmpty()) {
        return secret;
      }
    }
    String secret = made.get();
    try (FileChannel out = PrivateFile.truncate(file)) {
      out.write(ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.US_ASCII)));
    }
    return secret;
  }
}
