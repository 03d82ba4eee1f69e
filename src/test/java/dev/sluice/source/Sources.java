package dev.sluice.source;

import dev.sluice.bundle.form.BundleReader;
import dev.sluice.task.sources.SourceKinds;
import dev.sluice.time.Timers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens sources for tests. */
public final class Sources {
  private Sources() {}

  public static SourceContext context(Clock clock, Timers timers, Path cache) {
    return new SourceContext(clock, timers, () -> 0.5, new BundleReader(), cache);
  }

  public static TaskSource open(String type, Map<String, String> values, SourceContext context) {
    return SourceKinds.open(new SourceSettings("test", type, values), context);
  }

  /** The settings of a source: its URL, and pairs of name and value. */
  public static Map<String, String> settings(String url, String... pairs) {
    Map<String, String> settings = new HashMap<>(Map.of("url", url));
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put(pairs[i], pairs[i + 1]);
    }
    return settings;
  }

  /** For example {@code addition 1.0.0}. */
  public static List<String> tasks(Discovery discovery) {
    return discovery.tasks().stream().map(task -> task.name() + " " + task.version()).toList();
  }

  /** For example {@code location error_code}. */
  public static List<String> broken(Discovery discovery) {
    return discovery.broken().stream()
        .map(task -> task.location() + " " + task.errors().get(0).code())
        .toList();
  }
}
