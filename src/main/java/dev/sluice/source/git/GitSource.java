package dev.sluice.source.git;

import dev.sluice.source.DiscoveredTask;
import dev.sluice.source.Discovery;
import dev.sluice.source.SettingsReader;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceException;
import dev.sluice.source.SourceSettings;
import dev.sluice.source.TaskSource;
import dev.sluice.source.files.TaskTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one commit of a git repository: a branch, a tag or a commit, as a whole or below one
 * directory. While the commit is the same, the files are not looked at.
 */
public final class GitSource implements TaskSource {
  private final GitSettings settings;
  private final SourceContext context;
  private final GitRemote remote;
  private final GitCheckout checkout;
  private final TaskTree tree;

  /** A reader of a task holds the read lock, so that all files it reads are of one commit. */
  private final ReadWriteLock files = new ReentrantReadWriteLock();

  private @Nullable String commit;
  private @Nullable Discovery last;

  private GitSource(String name, GitSettings settings, SourceContext context) {
    this.settings = settings;
    this.context = context;
    remote = new GitRemote(settings);
    checkout = new GitCheckout(settings, remote, context.timers(), context.cache().resolve(name));
    // No time to settle: no other process writes to the checkout.
    tree = new TaskTree(name, root(), true, Duration.ZERO, context);
  }

  /**
   * Does not contact the server yet.
   *
   * @throws dev.sluice.source.InvalidSettingsException naming each setting at fault
   */
  public static GitSource open(SourceSettings settings, SourceContext context) {
    return new GitSource(
        settings.name(),
        new SettingsReader(settings).read(each -> GitSettings.read(each, context)),
        context);
  }

  private Path root() {
    return checkout.files().resolve(settings.subdirectory());
  }

  @Override
  public String location() {
    return settings.url().text();
  }

  @Override
  public Discovery discover() throws SourceException, InterruptedException {
    String wanted = remote.wanted();
    if (last != null && wanted.equals(commit)) {
      return last;
    }
    files.writeLock().lock();
    try {
      // Until the checkout is complete, its files belong to no known commit.
      last = null;
      checkout.checkOut(wanted);
      if (!Files.isDirectory(root())) {
        throw new SourceException(
            "missing", "there is not a directory " + settings.subdirectory() + " in " + wanted);
      }
      Discovery found = tree.discover();
      last = new Discovery(found.tasks().stream().map(this::locking).toList(), found.broken());
      commit = wanted;
      return last;
    } finally {
      files.writeLock().unlock();
    }
  }

  private DiscoveredTask locking(DiscoveredTask task) {
    return new DiscoveredTask(
        task.source(),
        task.name(),
        task.version(),
        task.digest(),
        task.location(),
        () -> {
          files.readLock().lockInterruptibly();
          try {
            return task.loader().load();
          } finally {
            files.readLock().unlock();
          }
        });
  }

  @Override
  public Runnable watch(Runnable changed) {
    return context.poll(settings.pollInterval(), changed)::close;
  }
}
