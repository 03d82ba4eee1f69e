package dev.sluice.agent.run;

import dev.sluice.agent.call.SafeName;
import dev.sluice.files.DirectoryTree;
import dev.sluice.files.PrivateDirectory;
import dev.sluice.files.SecretFile;
import dev.sluice.text.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An agent's own directory, {@code <workDir>/<workerId>}, locked while the agent runs. An agent
 * whose lock is free was killed; what it left, under this id or another, is deleted.
 */
public final class WorkerDirectory implements AutoCloseable {
  private static final String LOCK = ".lock";
  private static final String NAME_SECRET = ".name-secret";
  private static final Set<String> OWN_FILES = Set.of(LOCK, NAME_SECRET);

  /**
   * Directories that agents of this JVM have locked. Closing any channel of a file releases every
   * POSIX lock that the process holds on it, so their lock files must not be opened again.
   */
  private static final Set<Path> LOCKED_HERE = new HashSet<>();

  /** Another agent has the directory; the message tells the operator what to change. */
  public static final class InUse extends IOException {
    private static final long serialVersionUID = 1L;

    private InUse(String workerId, Path root) {
      super(
          "another agent named "
              + workerId
              + " is running in "
              + root
              + "; give this one another name or work directory");
    }
  }

  private final Path root;
  private final FileChannel channel;

  private WorkerDirectory(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /**
   * Creates and locks the directory.
   *
   * @throws InUse when another agent has locked it
   */
  public static WorkerDirectory open(Path workDir, String workerId) throws IOException {
    Path root = workDir.toAbsolutePath().normalize().resolve(SafeName.of(workerId));
    PrivateDirectory.claim(workDir.toAbsolutePath().normalize());
    PrivateDirectory.createTrusted(root);
    FileChannel channel = lock(root);
    if (channel == null) {
      throw new InUse(workerId, root);
    }
    return new WorkerDirectory(root, channel);
  }

  private static @Nullable FileChannel lock(Path directory) throws IOException {
    synchronized (LOCKED_HERE) {
      if (LOCKED_HERE.contains(directory)) {
        return null;
      }
      FileChannel channel =
          FileChannel.open(
              directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null || !Files.exists(directory.resolve(LOCK))) {
        // The last owner may have deleted the directory since the file was opened.
        channel.close();
        return null;
      }
      LOCKED_HERE.add(directory);
      return channel;
    }
  }

  private static void unlock(Path directory, FileChannel channel) throws IOException {
    synchronized (LOCKED_HERE) {
      LOCKED_HERE.remove(directory);
      channel.close();
    }
  }

  /**
   * Lets other accounts open the directories of attempts whose names they know, but not list them:
   * the commands of jobs may run as another account.
   */
  public void letOthersPass() throws IOException {
    Set<PosixFilePermission> passable = PosixFilePermissions.fromString("rwx--x--x");
    Files.setPosixFilePermissions(root, passable);
    Files.setPosixFilePermissions(root.resolve("..").normalize(), passable);
  }

  /**
   * The secret that claims the worker's name, made on first use. It outlives an agent that is
   * killed, so that the agent gets its name back when it starts again.
   */
  public String nameSecret() throws IOException {
    return SecretFile.read(root.resolve(NAME_SECRET), Tokens::next);
  }

  /** Creates an empty directory for an attempt. */
  Path create(String jobId, int attempt) throws IOException {
    Path directory = root.resolve(SafeName.of(jobId) + "-" + attempt);
    DirectoryTree.delete(directory);
    PrivateDirectory.create(directory);
    return directory;
  }

  /** Creates an empty directory for other use; the caller deletes it. */
  public Path createTemporary(String prefix) throws IOException {
    return Files.createTempDirectory(root, prefix);
  }

  /** The content of the directory: at start, the remains of a killed agent. */
  public List<Path> leftovers() throws IOException {
    return contents(root);
  }

  /**
   * Deletes the directories of other agents that were killed, under the same work directory.
   *
   * @throws IOException when something of them could not be deleted; the rest is deleted all the
   *     same, and the suppressed exceptions say what is left
   */
  public void deleteAbandoned() throws IOException {
    Path workDir = root.getParent();
    if (workDir == null) {
      return;
    }
    List<IOException> failures = new ArrayList<>();
    for (Path other : contents(workDir)) {
      try {
        deleteIfAbandoned(other);
      } catch (IOException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      IOException all = new IOException(failures.size() + " directories are left in " + workDir);
      failures.forEach(all::addSuppressed);
      throw all;
    }
  }

  private static void deleteIfAbandoned(Path other) throws IOException {
    FileChannel held = Files.exists(other.resolve(LOCK)) ? lock(other) : null;
    if (held != null) {
      try {
        DirectoryTree.delete(other);
      } finally {
        unlock(other, held);
      }
    }
  }

  private static List<Path> contents(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (!OWN_FILES.contains(String.valueOf(entry.getFileName()))) {
          found.add(entry);
        }
      }
    }
    return found;
  }

  /** Unlocks the directory, and deletes it if it is empty. */
  @Override
  public void close() {
    try {
      if (contents(root).isEmpty()) {
        DirectoryTree.delete(root);
      }
      unlock(root, channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
