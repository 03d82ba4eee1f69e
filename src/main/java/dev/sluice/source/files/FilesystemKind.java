package dev.sluice.source.files;

import dev.sluice.source.Origin;
import dev.sluice.source.Settings;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceKind;
import dev.sluice.source.SourceSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/** Directories and ZIPs on a disk. */
public final class FilesystemKind implements SourceKind {

  /**
   * @param path a directory of tasks, a task, or a ZIP that is one
   * @param recursive whether tasks lie deeper than one level below
   * @param watch whether to be told by the operating system what changes
   * @param settle how long it must be quiet before a change counts as finished
   * @param pollInterval how often to look where one is not told
   */
  record FilesystemSettings(
      Path path, boolean recursive, boolean watch, Duration settle, Duration pollInterval) {

    static FilesystemSettings read(Settings settings) {
      return new FilesystemSettings(
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

    private static Path path(Settings settings) {
      try {
        return Path.of(settings.required("path")).toAbsolutePath().normalize();
      } catch (InvalidPathException e) {
        settings.reject("path", "invalid_path", "must be a path");
        return Path.of("");
      }
    }
  }

  @Override
  public String type() {
    return "filesystem";
  }

  @Override
  public Origin open(SourceSettings settings, SourceContext context) {
    return new FilesystemOrigin(new Settings(settings).finish(FilesystemSettings::read), context);
  }
}
