package dev.sluice.task.sources;

import dev.sluice.bundle.form.BundleReader;
import dev.sluice.source.InvalidSettingsException;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceSettings;
import dev.sluice.task.TaskConfig;
import dev.sluice.time.Timers;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.task.SyncError;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The configured sources in their order: opened, or with the errors in their settings. A source
 * with wrong settings stops neither the others nor the server.
 */
@Singleton
public final class TaskSources {
  private static final Logger LOG = Logger.getLogger(TaskSources.class);

  private final TaskConfig config;
  private final SourceContext context;
  private final SampleTasks samples;
  private final Uni<Void> opening =
      Uni.createFrom()
          .item(this::open)
          .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
          .replaceWithVoid()
          .memoize()
          .indefinitely();
  private volatile List<ConfiguredSource> sources = List.of();
  private volatile List<Misconfigured> misconfigured = List.of();

  /** A source that cannot be opened until its settings are changed. */
  public record Misconfigured(String name, String type, List<FieldError> errors, String message) {
    private SourceSnapshot snapshot() {
      SyncError error =
          new SyncError(name, null, "misconfigured", "its settings are wrong", errors);
      return SourceSnapshot.unread(name, ConflictPolicy.REJECT, List.of(error));
    }
  }

  TaskSources(
      TaskConfig config,
      Clock clock,
      Timers timers,
      DoubleSupplier jitter,
      SampleTasks samples,
      @ConfigProperty(name = "sluice.data-dir", defaultValue = "data") Path data) {
    this.config = config;
    this.samples = samples;
    this.context =
        new SourceContext(
            clock,
            timers,
            jitter,
            new BundleReader(config.bundleLimits()),
            data.resolve("task-sources"));
  }

  /** Opens all sources at the first call, without reading them; until then the lists are empty. */
  public Uni<Void> opened() {
    return opening;
  }

  private boolean open() {
    List<ConfiguredSource> opened = new ArrayList<>();
    List<Misconfigured> wrong = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Map<String, String> settings : settings()) {
      String type = settings.getOrDefault("type", "");
      String name = settings.getOrDefault("name", type + "-" + names.size());
      try {
        if (names.contains(name)) {
          throw new InvalidSettingsException(
              "name", "duplicate_name", "is the name of another source");
        }
        opened.add(open(name, type, settings));
      } catch (InvalidSettingsException e) {
        LOG.errorf("task source %s cannot be used: %s", name, e.getMessage());
        wrong.add(new Misconfigured(name, type, e.errors(), String.valueOf(e.getMessage())));
      }
      names.add(name);
    }
    sources = List.copyOf(opened);
    misconfigured = List.copyOf(wrong);
    return true;
  }

  /** The sources that could be opened. */
  public List<ConfiguredSource> sources() {
    return sources;
  }

  public List<Misconfigured> misconfigured() {
    return misconfigured;
  }

  /** All sources as of their last readings; a misconfigured one is unread and keeps its tasks. */
  public List<SourceSnapshot> snapshots() {
    return Stream.concat(
            sources.stream().map(ConfiguredSource::snapshot),
            misconfigured.stream().map(Misconfigured::snapshot))
        .toList();
  }

  @PreDestroy
  void close() {
    sources.forEach(ConfiguredSource::close);
  }

  private ConfiguredSource open(String name, String type, Map<String, String> given) {
    ConflictPolicy policy =
        ConflictPolicy.parse(given.getOrDefault("policy", config.conflictPolicy()))
            .orElseThrow(
                () ->
                    new InvalidSettingsException(
                        "policy", "unknown_policy", "must be reject, registry, database or newer"));
    Map<String, String> rest = new LinkedHashMap<>(given);
    List.of("type", "name", "policy").forEach(rest::remove);
    SourceSettings settings = new SourceSettings(name, type, rest);
    return new ConfiguredSource(
        settings,
        policy,
        SourceKinds.open(settings, context),
        context,
        Infrastructure.getDefaultWorkerPool());
  }

  private List<Map<String, String>> settings() {
    List<Map<String, String>> all = new ArrayList<>();
    config.directory().ifPresent(directory -> all.add(directory("tasks", directory)));
    config.sources().forEach(source -> all.add(given(source)));
    if (config.samples()) {
      samples.unpack(context.cache()).ifPresent(path -> all.add(directory("samples", path)));
    }
    return all;
  }

  private static Map<String, String> given(TaskConfig.Source source) {
    Map<String, String> given = new LinkedHashMap<>();
    source.settings().forEach((name, value) -> value.ifPresent(v -> given.put(name, v)));
    return given;
  }

  /** The source replaces stored content: authors edit a directory without raising the version. */
  private static Map<String, String> directory(String name, Path directory) {
    return Map.of(
        "type", "filesystem", "name", name, "path", directory.toString(), "policy", "registry");
  }
}
