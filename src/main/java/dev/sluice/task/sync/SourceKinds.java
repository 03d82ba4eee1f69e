package dev.sluice.task.sync;

import dev.sluice.source.InvalidSettingsException;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceKind;
import dev.sluice.source.SourceSettings;
import dev.sluice.source.TaskSource;
import dev.sluice.source.TrackedSource;
import dev.sluice.source.files.FilesystemKind;
import dev.sluice.source.git.GitKind;
import dev.sluice.source.http.HttpKind;
import dev.sluice.wire.FieldError;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of sources that there are. */
public final class SourceKinds {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final SourceKinds BUILT_IN =
      new SourceKinds(List.of(new FilesystemKind(), new HttpKind(), new GitKind()));

  private final Map<String, SourceKind> kinds;

  public SourceKinds(List<SourceKind> kinds) {
    this.kinds = kinds.stream().collect(Collectors.toMap(SourceKind::type, Function.identity()));
  }

  /** Those that come with Sluice. */
  public static SourceKinds builtIn() {
    return BUILT_IN;
  }

  /**
   * Opens a source without looking at it yet.
   *
   * @throws InvalidSettingsException naming each setting at fault
   */
  public TaskSource open(SourceSettings settings, SourceContext context) {
    if (!NAME.matcher(settings.name()).matches()) {
      throw invalid(settings, "name", "invalid_name", "must be 1 to 64 of letters, digits, -, _");
    }
    SourceKind kind = kinds.get(settings.type());
    if (kind == null) {
      String known = kinds.keySet().stream().sorted().collect(Collectors.joining(", "));
      throw invalid(settings, "type", "unknown_type", "must be one of " + known);
    }
    return new TrackedSource(settings, kind.open(settings, context), context.clock());
  }

  private static InvalidSettingsException invalid(
      SourceSettings settings, String field, String code, String message) {
    return new InvalidSettingsException(
        settings.name(), List.of(new FieldError(field, code, message)));
  }
}
