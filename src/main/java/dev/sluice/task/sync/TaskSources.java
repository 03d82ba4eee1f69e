package dev.sluice.task.sync;

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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The configured sources, in their order: opened, or with what is wrong with their settings. One
 * that is wrong stops neither the others nor the server.
 */
@Singleton
public final class TaskSources {
  private static final Logger LOG = Logger.getLogger(TaskSources.class);

  private final TaskConfig config;
  private final SourceContext context;
  private final Timers timers;
  private final Samples samples;
  private final Path cache;
  private final Uni<Void> opening =
      Uni.createFrom()
          .item(this::open)
          .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
          .replaceWithVoid()
          .memoize()
          .indefinitely();
  private volatile List<SourceSlot> slots = List.of();
  private volatile List<Misconfigured> misconfigured = List.of();

  /** A source that cannot be opened until its settings are changed. */
  public record Misconfigured(String name, String type, List<FieldError> errors) {
    SyncError error() {
      return new SyncError(name, null, "misconfigured", "its settings are wrong", errors);
    }

    /** In one line for people. */
    String said() {
      return InvalidSettingsException.text(errors);
    }
  }

  TaskSources(
      TaskConfig config,
      Clock clock,
      Timers timers,
      DoubleSupplier jitter,
      Samples samples,
      @ConfigProperty(name = "sluice.data-dir", defaultValue = "data") Path data) {
    this.config = config;
    this.timers = timers;
    this.samples = samples;
    this.cache = data.resolve("task-sources");
    this.context =
        new SourceContext(clock, timers, jitter, new BundleReader(config.bundleLimits()), cache);
  }

  /** Opens all of them, the first time; none is looked at yet. Before, there are none. */
  public Uni<Void> opened() {
    return opening;
  }

  private boolean open() {
    List<SourceSlot> opened = new ArrayList<>();
    List<Misconfigured> wrong = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Map<String, String> settings : settings()) {
      String type = settings.getOrDefault("type", "");
      String name = settings.getOrDefault("name", type + "-" + names.size());
      try {
        if (names.contains(name)) {
          throw invalid("name", "duplicate_name", "is the name of another source");
        }
        opened.add(open(name, type, settings));
      } catch (WrongSettings e) {
        wrong.add(new Misconfigured(name, type, e.errors));
      } catch (InvalidSettingsException e) {
        wrong.add(new Misconfigured(name, type, e.errors()));
      }
      names.add(name);
    }
    wrong.forEach(w -> LOG.errorf("task source %s cannot be used: %s", w.name(), w.said()));
    slots = List.copyOf(opened);
    misconfigured = List.copyOf(wrong);
    return true;
  }

  /** Those that could be opened. */
  public List<SourceSlot> slots() {
    return slots;
  }

  public List<Misconfigured> misconfigured() {
    return misconfigured;
  }

  /** What they show as of the last look at each; those that cannot be opened keep what they had. */
  Showing showing() {
    List<SourceView> views = new ArrayList<>();
    List<SyncError> errors = new ArrayList<>();
    Map<String, ConflictPolicy> policies = new HashMap<>();
    for (SourceSlot slot : slots) {
      views.add(slot.view());
      errors.addAll(slot.errors());
      policies.put(slot.name(), slot.policy());
    }
    for (Misconfigured wrong : misconfigured) {
      views.add(SourceView.unread(wrong.name()));
      errors.add(wrong.error());
    }
    return new Showing(views, errors, policies);
  }

  @PreDestroy
  void close() {
    slots.forEach(SourceSlot::close);
  }

  private SourceSlot open(String name, String type, Map<String, String> settings) {
    String policy = settings.getOrDefault("policy", config.conflictPolicy());
    Optional<ConflictPolicy> known = ConflictPolicy.parse(policy);
    if (known.isEmpty()) {
      throw invalid("policy", "unknown_policy", "must be reject, registry, database or newer");
    }
    Map<String, String> rest = new LinkedHashMap<>(settings);
    List.of("type", "name", "policy").forEach(rest::remove);
    return new SourceSlot(
        SourceKinds.builtIn().open(new SourceSettings(name, type, rest), context),
        known.get(),
        Infrastructure.getDefaultWorkerPool(),
        timers);
  }

  private List<Map<String, String>> settings() {
    List<Map<String, String>> all = new ArrayList<>();
    config.directory().ifPresent(directory -> all.add(directory("tasks", directory)));
    config.sources().forEach(source -> all.add(given(source)));
    if (config.samples()) {
      samples.unpack(cache).ifPresent(directory -> all.add(directory("samples", directory)));
    }
    return all;
  }

  private static Map<String, String> given(TaskConfig.Source source) {
    Map<String, String> given = new LinkedHashMap<>();
    source.settings().forEach((name, value) -> value.ifPresent(v -> given.put(name, v)));
    return given;
  }

  /** Whoever works on a directory saves again and again without a thought of versions. */
  private static Map<String, String> directory(String name, Path directory) {
    return Map.of(
        "type", "filesystem", "name", name, "path", directory.toString(), "policy", "registry");
  }

  private static WrongSettings invalid(String field, String code, String message) {
    return new WrongSettings(List.of(new FieldError(field, code, message)));
  }

  /** Settings of ours, as opposed to those of a kind of source. */
  private static final class WrongSettings extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<FieldError> errors;

    WrongSettings(List<FieldError> errors) {
      super(InvalidSettingsException.text(errors), null, false, false);
      this.errors = errors;
    }
  }
}
