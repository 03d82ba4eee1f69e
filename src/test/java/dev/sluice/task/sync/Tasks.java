package dev.sluice.task.sync;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.source.DiscoveredTask;
import dev.sluice.store.StoredJson;
import dev.sluice.task.Catalog;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.TaskVersion;
import dev.sluice.task.sources.ConflictPolicy;
import dev.sluice.task.sources.SourceSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Builds tasks as a source shows them. */
public final class Tasks {
  private String name;
  private String version = "1.0.0";
  private String script = "(function(input) { return input; })";
  private String source = "first";
  private String location = "";
  private String updatedAt = "";
  private String inputSchema = "";
  private int memoryMb;
  private int timeoutSeconds;

  private Tasks(String name) {
    this.name = name;
  }

  public static Tasks aTask(String name) {
    return new Tasks(name);
  }

  public Tasks version(String version) {
    this.version = version;
    return this;
  }

  /** Changes the content. */
  public Tasks script(String script) {
    this.script = script;
    return this;
  }

  Tasks in(String source) {
    this.source = source;
    return this;
  }

  Tasks at(String location) {
    this.location = location;
    return this;
  }

  Tasks updatedAt(String time) {
    this.updatedAt = time;
    return this;
  }

  public Tasks inputSchema(String json) {
    this.inputSchema = json;
    return this;
  }

  public Tasks limits(int memoryMb, int timeoutSeconds) {
    this.memoryMb = memoryMb;
    this.timeoutSeconds = timeoutSeconds;
    return this;
  }

  public TaskBundle bundle() {
    return Objects.requireNonNull(report().bundle(), () -> report().errors().toString());
  }

  Report report() {
    ObjectNode definition = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = definition.putObject("metadata");
    metadata.put("name", name).put("version", version).put("description", "does " + name);
    metadata.putArray("tags").add("tag-of-" + name);
    if (!updatedAt.isEmpty()) {
      metadata.put("updated_at", updatedAt);
    }
    if (memoryMb > 0) {
      metadata.put("memory_limit", memoryMb + "MB").put("timeout", timeoutSeconds);
    }
    definition.put("script", script);
    if (!inputSchema.isEmpty()) {
      definition.set("input_schema", StoredJson.node(inputSchema));
    }
    return new BundleReader()
        .readDefinition(definition.toString().getBytes(StandardCharsets.UTF_8));
  }

  DiscoveredTask found() {
    TaskBundle bundle = bundle();
    String place = location.isEmpty() ? name + "-" + version : location;
    Report report = report();
    return new DiscoveredTask(source, name, bundle.version(), bundle.digest(), place, () -> report);
  }

  /** A source that was read to its end. */
  static SourceSnapshot view(String source, Tasks... tasks) {
    return shown(source, Stream.of(tasks).map(task -> task.in(source).found()).toList());
  }

  static SourceSnapshot shown(String source, List<DiscoveredTask> tasks) {
    return new SourceSnapshot(source, ConflictPolicy.REJECT, tasks, Set.of(), true, List.of());
  }

  /** A source that could not be read. */
  static SourceSnapshot unread(String source) {
    return new SourceSnapshot(source, ConflictPolicy.REJECT, List.of(), Set.of(), false, List.of());
  }

  static SourceSnapshot under(ConflictPolicy policy, SourceSnapshot shown) {
    return new SourceSnapshot(
        shown.source(),
        policy,
        shown.tasks(),
        shown.brokenLocations(),
        shown.complete(),
        shown.errors());
  }

  /** The catalog after a sync with these tasks. */
  static Catalog catalog(Tasks... tasks) {
    Catalog catalog = new Catalog();
    for (Tasks task : tasks) {
      DiscoveredTask found = task.found();
      TaskVersion stored = new TaskVersion();
      stored.name = found.name();
      stored.version = found.version().toString();
      stored.digest = found.digest();
      stored.source = found.source();
      stored.location = found.location();
      catalog.follow(CatalogEntry.of(stored));
    }
    return catalog;
  }
}
