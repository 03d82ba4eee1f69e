package dev.sluice.source.files;

import dev.sluice.source.Discovery;
import dev.sluice.source.Origin;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceException;
import dev.sluice.source.files.FilesystemKind.FilesystemSettings;
import dev.sluice.time.Polling;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Tasks of a directory, and who watches it. */
final class FilesystemOrigin implements Origin {
  private final FilesystemSettings settings;
  private final SourceContext context;
  private final TaskTree tree;
  private @Nullable TreeWatcher watcher;
  private @Nullable Polling polling;
  private boolean closed;

  FilesystemOrigin(FilesystemSettings settings, SourceContext context) {
    this.settings = settings;
    this.context = context;
    tree = new TaskTree(settings.path(), settings.recursive(), settings.settle(), context);
  }

  @Override
  public String location() {
    return settings.path().toString();
  }

  @Override
  public Discovery discover() throws SourceException, InterruptedException {
    return tree.discover();
  }

  @Override
  public synchronized void watch(Runnable changed) {
    if (settings.watch()) {
      Path path = settings.path();
      watcher =
          TreeWatcher.start(
              path, settings.settle(), context.timers(), changed, () -> poll(changed));
    } else {
      poll(changed);
    }
  }

  /** Also when the system watches no more directories: the number of watches is limited. */
  private synchronized void poll(Runnable changed) {
    if (!closed && polling == null) {
      polling = Polling.every(settings.pollInterval(), context.timers(), context.jitter(), changed);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (watcher != null) {
      watcher.close();
    }
    if (polling != null) {
      polling.close();
    }
  }
}
