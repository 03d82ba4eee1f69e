package dev.sluice.task.sources;

import dev.sluice.source.InvalidSettingsException;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceSettings;
import dev.sluice.source.TaskSource;
import dev.sluice.source.files.FilesystemSource;
import dev.sluice.source.git.GitSource;
import dev.sluice.source.http.HttpSource;
import java.util.regex.Pattern;

/** Opens a source by its configured type. To add a type, name its {@code open} method here. */
public final class SourceKinds {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private SourceKinds() {}

  /**
   * Opens a source without reading it yet, so that an unreachable one can be opened.
   *
   * @throws InvalidSettingsException naming each setting at fault
   */
  public static TaskSource open(SourceSettings settings, SourceContext context) {
    if (!NAME.matcher(settings.name()).matches()) {
      throw new InvalidSettingsException(
          "name", "invalid_name", "must be 1 to 64 of letters, digits, -, _");
    }
    return switch (settings.type()) {
      case "filesystem" -> FilesystemSource.open(settings, context);
      case "git" -> GitSource.open(settings, context);
      case "http" -> HttpSource.open(settings, context);
      default ->
          throw new InvalidSettingsException(
              "type", "unknown_type", "must be one of filesystem, git, http");
    };
  }
}
