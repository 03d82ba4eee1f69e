package dev.sluice.source;

import dev.sluice.bundle.form.BundleReader;
import dev.sluice.task.sync.SourceKinds;
import dev.sluice.time.Timers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Sources as tests open them. */
public final class Sources {
  private Sources() {}

  public static SourceContext context(Clock clock, Timers timers, Path cache) {
    return new SourceContext(clock, timers, () -> 0.5, new BundleReader(), cache);
  }

  public static TaskSource open(String type, Map<String, String> values, SourceContext context) {
    return SourceKinds.builtIn().open(new SourceSettings("test", type, values), context);
  }

  /** As {@code addition 1.0.0}. */
  public static List<String> tasks(Discovery discovery) {
    return discovery.tasks().stream().map(task -> task.name() + " " + task.version()).toList();
  }

  /** As {@code place code}. */
  static List<String> broken(Discovery discovery) {
    return discovery.broken().stream()
        .map(task -> task.location() + " " + task.errors().get(0).code())
        .toList();
  }
}
