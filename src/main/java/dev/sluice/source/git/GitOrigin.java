package dev.sluice.source.git;

import dev.sluice.source.DiscoveredTask;
import dev.sluice.source.Discovery;
import dev.sluice.source.Origin;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceException;
import dev.sluice.source.files.TaskTree;
import dev.sluice.source.git.GitKind.GitSettings;
import dev.sluice.time.Polling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** Tasks of one commit of a repository; while it is the same commit there is nothing to look at. */
final class GitOrigin implements Origin {
  private final GitSettings settings;
  private final SourceContext context;
  private final GitCheckout checkout;
  private final TaskTree tree;

  /** Held to read by who reads a task, so that the files are of one commit. */
  private final ReadWriteLock files = new ReentrantReadWriteLock();

  private @Nullable String commit;
  private @Nullable Discovery last;
  private @Nullable Polling polling;

  /**
   * @param cache a directory that is this source's alone
   */
  GitOrigin(GitSettings settings, Path cache, SourceContext context) {
    this.settings = settings;
    this.context = context;
    checkout = new GitCheckout(settings, cache);
    // Nobody but us writes there.
    tree = new TaskTree(root(), true, Duration.ZERO, context);
  }

  private Path root() {
    return checkout.files().resolve(settings.subdirectory());
  }

  @Override
  public String location() {
    return settings.url();
  }

  @Override
  public Discovery discover() throws SourceException, InterruptedException {
    String wanted = checkout.wanted();
    if (last != null && wanted.equals(commit)) {
      return last;
    }
    files.writeLock().lock();
    try {
      // Until this is through, what is there is of no known commit.
      last = null;
      Instant made = checkout.checkOut(wanted);
      if (!Files.isDirectory(root())) {
        throw new SourceException(
            "missing", "there is no directory " + settings.subdirectory() + " in " + wanted);
      }
      last = dated(tree.discover(), made);
      commit = wanted;
      return last;
    } finally {
      files.writeLock().unlock();
    }
  }

  /** The times of the files are those of the checkout, and say nothing. */
  private Discovery dated(Discovery found, Instant made) {
    return new Discovery(
        found.tasks().stream().map(task -> dated(task, made)).toList(),
        found.broken(),
        found.fingerprint());
  }

  private DiscoveredTask dated(DiscoveredTask task, Instant made) {
    return new DiscoveredTask(
        task.name(),
        task.version(),
        task.digest(),
        task.location(),
        made,
        () -> {
          files.readLock().lockInterruptibly();
          try {
            return task.load();
          } finally {
            files.readLock().unlock();
          }
        });
  }

  @Override
  public synchronized void watch(Runnable changed) {
    polling = Polling.every(settings.pollInterval(), context.timers(), context.jitter(), changed);
  }

  @Override
  public synchronized void close() {
    if (polling != null) {
      polling.close();
    }
  }
}
