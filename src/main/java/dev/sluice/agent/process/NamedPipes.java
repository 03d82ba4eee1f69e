package dev.sluice.agent.process;

import dev.sluice.agent.run.WorkerDirectory;
import dev.sluice.files.DirectoryTree;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pipes through which processes print, each used by one after another. They have names because
 * those that the JDK makes are not ours alone: the moment a process ends it takes what is in them
 * and closes them, and whatever its children still write is lost.
 */
public final class NamedPipes implements AutoCloseable {
  private static final Logger LOG = System.getLogger(NamedPipes.class.getName());

  /** Made at once, since making any takes as long as starting a process. */
  private static final int BATCH = 16;

  private final WorkerDirectory parent;
  private final ArrayDeque<Path> free = new ArrayDeque<>();
  private @Nullable Path directory;
  private int made;
  private boolean unavailable;

  /**
   * @param parent where a directory for them is made when the first is needed
   */
  public NamedPipes(WorkerDirectory parent) {
    this.parent = parent;
  }

  /**
   * @return absent where pipes cannot have names: without {@code mkfifo}, or on a file system
   *     without them
   */
  synchronized @Nullable NamedPipe take() throws IOException {
    Path path = next();
    if (path == null && !unavailable) {
      make();
      path = next();
    }
    return path == null ? null : NamedPipe.open(path, this);
  }

  /** One that is still there: some systems delete what nobody used for days. */
  private @Nullable Path next() {
    Path path = free.poll();
    while (path != null && !isPipe(path)) {
      path = free.poll();
    }
    return path;
  }

  private static boolean isPipe(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).isOther();
    } catch (IOException gone) {
      return false;
    }
  }

  private void make() throws IOException {
    try {
      Path into = directory();
      List<Path> batch = new ArrayList<>();
      List<String> command = new ArrayList<>(List.of("mkfifo", "-m", "600"));
      for (int i = 0; i < BATCH; i++) {
        Path path = into.resolve(Integer.toString(made++));
        batch.add(path);
        command.add(path.toString());
      }
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      if (process.waitFor() == 0) {
        free.addAll(batch);
      } else {
        giveUp("mkfifo cannot make pipes in " + into, null);
      }
    } catch (IOException e) {
      giveUp("pipes cannot be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while making pipes", e);
    }
  }

  private Path directory() throws IOException {
    Path known = directory;
    if (known == null || !Files.isDirectory(known)) {
      known = parent.createTemporary("pipes-");
      directory = known;
    }
    return known;
  }

  private void giveUp(String why, @Nullable Exception cause) {
    unavailable = true;
    LOG.log(
        Level.WARNING,
        why + ": what children print just after the end of a command may be lost",
        cause);
  }

  /** Nobody writes to it any more. */
  synchronized void giveBack(Path path) {
    free.add(path);
  }

  /** Those in use go on to work, without their names. */
  @Override
  public synchronized void close() {
    unavailable = true;
    free.clear();
    Path ours = directory;
    if (ours != null) {
      try {
        DirectoryTree.delete(ours);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "left for the next start to delete: " + ours, e);
      }
    }
  }
}
