package dev.sluice.agent.run;

import dev.sluice.agent.call.SafeName;
import dev.sluice.files.DirectoryTree;
import dev.sluice.files.PrivateDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An agent's own directory, {@code <workDir>/<workerId>}, locked for as long as it is open. What
 * dead agents left behind, under this id or another, is deleted: whose lock can be had is dead.
 */
public final class WorkerDirectory implements AutoCloseable {
  private static final String LOCK = ".lock";

  /**
   * Locked by agents of this JVM. To open and close a file releases every POSIX lock that the
   * process has on it, so these must not even be looked at.
   */
  private static final Set<Path> OURS = new HashSet<>();

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
   * @throws InUse when another agent has this directory
   */
  public static WorkerDirectory open(Path workDir, String workerId) throws IOException {
    Path root = workDir.toAbsolutePath().normalize().resolve(SafeName.of(workerId));
    PrivateDirectory.create(root);
    FileChannel channel = lock(root);
    if (channel == null) {
      throw new InUse(workerId, root);
    }
    return new WorkerDirectory(root, channel);
  }

  private static @Nullable FileChannel lock(Path directory) throws IOException {
    synchronized (OURS) {
      if (OURS.contains(directory)) {
        return null;
      }
      FileChannel channel =
          FileChannel.open(
              directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null || !Files.exists(directory.resolve(LOCK))) {
        // Not there any more: its last owner deleted the directory between our two calls.
        channel.close();
        return null;
      }
      OURS.add(directory);
      return channel;
    }
  }

  private static void unlock(Path directory, FileChannel channel) throws IOException {
    synchronized (OURS) {
      OURS.remove(directory);
      channel.close();
    }
  }

  /** A new empty directory for an attempt. */
  public Path create(String jobId, int attempt) throws IOException {
    Path directory = root.resolve(SafeName.of(jobId) + "-" + attempt);
    DirectoryTree.delete(directory);
    PrivateDirectory.create(directory);
    return directory;
  }

  /** A new empty directory for whatever else the agent needs, to be deleted by who asked for it. */
  public Path createTemporary(String prefix) throws IOException {
    return Files.createTempDirectory(root, prefix);
  }

  /** The directories of attempts that are here now: at start, what a dead agent left. */
  public List<Path> leftovers() throws IOException {
    return contents(root);
  }

  /** Deletes the directories of other agents under the same work directory that are dead. */
  public void deleteAbandoned() throws IOException {
    Path workDir = root.getParent();
    if (workDir == null) {
      return;
    }
    for (Path other : contents(workDir)) {
      FileChannel held = Files.exists(other.resolve(LOCK)) ? lock(other) : null;
      if (held != null) {
        try {
          DirectoryTree.delete(other);
        } finally {
          unlock(other, held);
        }
      }
    }
  }

  private static List<Path> contents(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (!entry.endsWith(LOCK)) {
          found.add(entry);
        }
      }
    }
    return found;
  }

  /** Also deletes the directory, if no attempt's is left in it. */
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
