package dev.sluice.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

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

  /**
   * Makes it if need be. We run code out of it, so nobody else may be able to write to it: in a
   * shared temporary directory somebody may have been there before us.
   *
   * @throws IOException when it belongs to somebody else, or others can write to it
   */
  static void makePrivate(Path directory) throws IOException {
    if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(directory);
      return;
    }
    Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rwx------");
    Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(ownerOnly));
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(directory);
    if (found.contains(PosixFilePermission.GROUP_WRITE)
        || found.contains(PosixFilePermission.OTHERS_WRITE)
        || !Files.getOwner(directory).getName().equals(ourName(directory))) {
      throw new IOException(directory + " can be written to by others");
    }
  }

  private static String ourName(Path directory) throws IOException {
    Path probe = Files.createTempFile(directory, "probe", "");
    try {
      return Files.getOwner(probe).getName();
    } finally {
      Files.delete(probe);
    }
  }
}
