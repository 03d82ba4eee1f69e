package dev.sluice.source.files;

import dev.sluice.time.Debounce;
import dev.sluice.time.Timers;
import io.methvin.watcher.DirectoryChangeEvent;
import io.methvin.watcher.DirectoryChangeListener;
import io.methvin.watcher.DirectoryWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** Reports changes below a directory, as the operating system sees them, once they settle. */
final class TreeWatcher implements DirectoryChangeListener, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TreeWatcher.class.getName());

  private final Path path;
  private final Debounce debounce;
  private final Runnable fallback;
  private volatile boolean closed;
  private volatile AutoCloseable watcher = () -> {};

  private TreeWatcher(Path path, Debounce debounce, Runnable fallback) {
    this.path = path;
    this.debounce = debounce;
    this.fallback = fallback;
  }

  /**
   * Starts a thread that waits for changes.
   *
   * @param fallback called when a directory cannot be watched, or no longer
   */
  static TreeWatcher start(
      Path path, Duration quiet, Timers timers, Runnable changed, Runnable fallback) {
    TreeWatcher tree = new TreeWatcher(path, new Debounce(timers, quiet, changed), fallback);
    Thread thread = new Thread(tree::watch, "sluice-watch-" + path.getFileName());
    thread.setDaemon(true);
    thread.start();
    return tree;
  }

  private void watch() {
    try {
      // The watcher would watch a link to a directory as a link, which never changes.
      Path real = path.toRealPath();
      Path watched = Files.isDirectory(real) ? real : real.resolveSibling(".");
      DirectoryWatcher directory =
          DirectoryWatcher.builder().path(watched).listener(this).fileHashing(false).build();
      watcher = directory::close;
      if (!closed) {
        directory.watchAsync(this::watchFromNowOn).join();
        throw new NoSuchFileException(watched.toString());
      }
    } catch (IOException | RuntimeException e) {
      fallBack(e);
    }
  }

  /** The tree is watched from here on; an earlier change would go unnoticed. */
  private void watchFromNowOn(Runnable waitForChanges) {
    debounce.event();
    waitForChanges.run();
  }

  @Override
  public void onEvent(DirectoryChangeEvent event) {
    debounce.event();
  }

  /** For example, a new directory cannot be watched because the system's limit is reached. */
  @Override
  public void onException(Exception e) {
    fallBack(e);
  }

  private void fallBack(Exception e) {
    if (!closed) {
      LOG.log(System.Logger.Level.WARNING, "cannot watch all of " + path + ", polling it: " + e);
      fallback.run();
      debounce.event();
    }
  }

  @Override
  public void close() {
    closed = true;
    debounce.close();
    try {
      watcher.close();
    } catch (Exception e) {
      LOG.log(System.Logger.Level.DEBUG, "closing a watcher", e);
    }
  }
}
