package dev.sluice.host;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where a user keeps what can be made again. */
final class CacheDirectory {
  private CacheDirectory() {}

  /**
   * {@code $XDG_CACHE_HOME/sluice}, else {@code ~/.cache/sluice}, else one in the temporary
   * directory.
   *
   * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG base
   *     directories</a>
   */
  static Path ofUser() {
    String configured = System.getenv("XDG_CACHE_HOME");
    if (configured != null && configured.startsWith("/")) {
      return Path.of(configured, "sluice");
    }
    Path home = Path.of(System.getProperty("user.home", "/nonexistent"));
    if (Files.isWritable(home)) {
      return home.resolve(".cache").resolve("sluice");
    }
    String user = System.getProperty("user.name", "nobody");
    return Path.of(System.getProperty("java.io.tmpdir"), "sluice-cache-" + user);
  }
}
