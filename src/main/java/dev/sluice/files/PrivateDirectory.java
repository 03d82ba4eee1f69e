package dev.sluice.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Creates directories that only their owner may enter, on file systems with POSIX permissions. */
public final class PrivateDirectory {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final String ROOT = "root";

  private PrivateDirectory() {}

  /** Creates {@code directory} and those above it where absent. */
  public static void create(Path directory) throws IOException {
    if (isPosix(directory)) {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } else {
      Files.createDirectories(directory);
    }
  }

  /**
   * Makes a directory that others may have created first the private directory of this account.
   * Creates it where absent, and takes away the permissions of others from an existing one of this
   * account. A directory of root stays as it is, since that is how an operator provides a volume.
   *
   * @throws IOException also if the directory, or a link in its place, belongs to another account
   */
  public static void claim(Path directory) throws IOException {
    create(directory);
    if (!isPosix(directory)) {
      return;
    }
    String account = ownName(directory);
    requireOwner(directory, account, LinkOption.NOFOLLOW_LINKS);
    requireOwner(directory, account);
    if (Files.getOwner(directory).getName().equals(account)) {
      Files.setPosixFilePermissions(directory, OWNER_ONLY);
    }
  }

  private static void requireOwner(Path directory, String account, LinkOption... options)
      throws IOException {
    String owner = Files.getOwner(directory, options).getName();
    if (!owner.equals(account) && !owner.equals(ROOT)) {
      throw new IOException(
          directory + " belongs to the account " + owner + ", and Sluice runs as " + account);
    }
  }

  /**
   * As {@link #create}, for a directory from which code is run: another account may have created it
   * first, for instance in a shared temporary directory.
   *
   * @throws IOException also if another account owns the directory or may write to it
   */
  public static void createTrusted(Path directory) throws IOException {
    create(directory);
    if (!isPosix(directory)) {
      return;
    }
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(directory);
    if (found.contains(PosixFilePermission.GROUP_WRITE)
        || found.contains(PosixFilePermission.OTHERS_WRITE)
        || !Files.getOwner(directory).getName().equals(ownName(directory))) {
      throw new IOException(directory + " can be written to by others");
    }
  }

  static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static String ownName(Path directory) throws IOException {
    Path probe = Files.createTempFile(directory, "probe", "");
    try {
      return Files.getOwner(probe).getName();
    } finally {
      Files.delete(probe);
    }
  }
}
