package dev.sluice.source.files;

import dev.sluice.source.Discovery;
import dev.sluice.source.SettingsReader;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceException;
import dev.sluice.source.SourceSettings;
import dev.sluice.source.TaskSource;
import dev.sluice.time.Polling;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A directory of tasks, a single task, or a ZIP on a disk. */
public final class FilesystemSource implements TaskSource {
  private final Settings settings;
  private final SourceContext context;
  private final TaskTree tree;
  private @Nullable TreeWatcher watcher;
  private @Nullable Polling polling;
  private boolean closed;

  /**
   * @param path a directory of tasks, a task, or a ZIP that is one
   * @param recursive whether to look deeper than one level below {@code path}
   * @param watch whether the operating system is to report changes
   * @param settle how long files must stay unchanged before a change counts as finished
   * @param pollInterval how often to look where the operating system does not report changes
   */
  private record Settings(
      Path path, boolean recursive, boolean watch, Duration settle, Duration pollInterval) {

    static Settings read(SettingsReader settings) {
      return new Settings(
          path(settings),
          settings.flag("recursive", true),
          settings.flag("watch", true),
          settings.duration(
              "debounce", Duration.ofMillis(200), Duration.ofMillis(10), Duration.ofSeconds(60)),
          settings.duration(
              "poll-interval",
              Duration.ofSeconds(30),
              Duration.ofMillis(100),
              Duration.ofHours(24)));
    }

    private static Path path(SettingsReader settings) {
      try {
        return Path.of(settings.required("path")).toAbsolutePath().normalize();
      } catch (InvalidPathException e) {
        settings.reject("path", "invalid_path", "must be a path");
        return Path.of("");
      }
    }
  }

  private FilesystemSource(String name, Settings settings, SourceContext context) {
    this.settings = settings;
    this.context = context;
    tree = new TaskTree(name, settings.path(), settings.recursive(), settings.settle(), context);
  }

  /**
   * Does not look at the disk yet.
   *
   * @throws dev.sluice.source.InvalidSettingsException naming each setting at fault
   */
  public static FilesystemSource open(SourceSettings settings, SourceContext context) {
    return new FilesystemSource(
        settings.name(), new SettingsReader(settings).read(Settings::read), context);
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
  public synchronized Runnable watch(Runnable changed) {
    if (settings.watch()) {
      watcher =
          TreeWatcher.start(
              settings.path(), settings.settle(), context.timers(), changed, () -> poll(changed));
    } else {
      poll(changed);
    }
    return this::endWatching;
  }

  /** Also the fallback when the operating system's limit on watches is reached. */
  private synchronized void poll(Runnable changed) {
    if (!closed && polling == null) {
      polling = context.poll(settings.pollInterval(), changed);
    }
  }

  private synchronized void endWatching() {
    closed = true;
    if (watcher != null) {
      watcher.close();
    }
    if (polling != null) {
      polling.close();
    }
  }
}
