package dev.sluice.cli.console;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The token that a server without a configured one keeps in its data directory, for machines on
 * which it cannot recognise its own account. Only that account and root can read it.
 */
final class LocalServerToken {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

  private LocalServerToken() {}

  /** Null if no file with a token can be read, or if {@code server} is on another machine. */
  static @Nullable String read(Map<String, String> variables, URI server) {
    if (server.getHost() == null || !LOOPBACK.matcher(server.getHost()).matches()) {
      return null;
    }
    try {
      Path data = Path.of(variables.getOrDefault("SLUICE_DATA_DIR", "data"));
      String token = Files.readString(data.resolve("token")).strip();
      return token.isEmpty() ? null : token;
    } catch (IOException e) {
      return null; // none, or that of another account; the server says what it expects
    }
  }
}
