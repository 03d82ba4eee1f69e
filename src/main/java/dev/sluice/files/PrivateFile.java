package dev.sluice.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read and write, on file systems with POSIX permissions. */
public final class PrivateFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<?>[] NONE = {};

  private PrivateFile() {}

  /** Opens the file for writing. Creates it empty where absent; an old one loses its content. */
  public static FileChannel truncate(Path file) throws IOException {
    return open(
        file,
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE));
  }

  /** Creates the file empty where absent; an existing one keeps its content. */
  public static void create(Path file) throws IOException {
    keep(file).close();
  }

  /** Opens the file for writing. Creates it empty where absent; an old one keeps its content. */
  public static FileChannel keep(Path file) throws IOException {
    return open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  private static FileChannel open(Path file, Set<OpenOption> options) throws IOException {
    if (!PrivateDirectory.isPosix(file)) {
      return FileChannel.open(file, options, NONE);
    }
    FileChannel channel =
        FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      Files.setPosixFilePermissions(file, OWNER_ONLY);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
