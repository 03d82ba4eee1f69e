package dev.sluice.agent.process;

import dev.sluice.agent.run.WorkerDirectory;
import dev.sluice.files.DirectoryTree;
import dev.sluice.text.Tokens;
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
 * A pool of named pipes through which processes print. The JDK's own pipes do not do: the JDK
 * drains and closes them the moment a process ends, and output that its children still write is
 * lost (decision 0017). Each is used once, under a random name, which is deleted as soon as its
 * process has opened it: a job must not find the pipe of another. Thread-safe.
 */
final class NamedPipes implements AutoCloseable {
  private static final Logger LOG = System.getLogger(NamedPipes.class.getName());

  /** One {@code mkfifo} makes so many, since it takes as long as starting a process. */
  private static final int BATCH = 64;

  private final WorkerDirectory parent;
  private final Isolator isolator;
  private final ArrayDeque<Path> free = new ArrayDeque<>();
  private @Nullable Path directory;
  private boolean unavailable;

  /**
   * @param parent holds the directory of the pipes, which the first use creates
   * @param isolator gives the pipes to the account of the processes, which may open them again as
   *     {@code /dev/stdout}
   */
  NamedPipes(WorkerDirectory parent, Isolator isolator) {
    this.parent = parent;
    this.isolator = isolator;
  }

  /**
   * @return {@code null} where the system has no named pipes: without {@code mkfifo}, or on a file
   *     system that cannot hold them
   */
  synchronized @Nullable NamedPipe take() throws IOException {
    Path path = next();
    if (path == null && !unavailable) {
      make();
      path = next();
    }
    return path == null ? null : NamedPipe.open(path);
  }

  /** The next pipe that still exists: some systems delete files that were not used for days. */
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
        Path path = into.resolve(Tokens.next());
        batch.add(path);
        command.add(path.toString());
      }
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      if (process.waitFor() == 0) {
        for (Path path : batch) {
          isolator.handOver(path);
        }
        free.addAll(batch);
      } else {
        giveUp("mkfifo cannot create pipes in " + into, null);
      }
    } catch (IOException e) {
      giveUp("cannot create pipes", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while creating pipes", e);
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

  private void giveUp(String reason, @Nullable Exception cause) {
    unavailable = true;
    LOG.log(
        Level.WARNING,
        reason + "; output of children that outlive their command may be lost",
        cause);
  }

  /** Deletes the pipes; those in use work on without their names. */
  @Override
  public synchronized void close() {
    unavailable = true;
    free.clear();
    Path ours = directory;
    if (ours != null) {
      try {
        DirectoryTree.delete(ours);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "cannot delete " + ours + "; the next start of this agent will", e);
      }
    }
  }
}
