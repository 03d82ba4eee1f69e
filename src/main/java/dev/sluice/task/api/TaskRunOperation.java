package dev.sluice.task.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.Metadata;
import dev.sluice.bundle.VersionRange;
import dev.sluice.bundle.schema.CompiledSchema;
import dev.sluice.fields.JsonFields;
import dev.sluice.host.HostSettings;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.Secrets;
import dev.sluice.job.submit.Operation;
import dev.sluice.task.Catalog;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.Definition;
import dev.sluice.task.Definitions;
import dev.sluice.task.DisabledTasks;
import dev.sluice.task.TaskConfig;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Problem;
import dev.sluice.wire.Requirements;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code task_run}: runs a task of the registry with an input. At submission the version is chosen
 * and pinned with its digest, so that a later change to the registry changes neither the job nor
 * its retries.
 */
@Singleton
final class TaskRunOperation implements Operation {
  private static final int MAX_TEXT = 256;

  /** Longer inputs, in characters, are validated on a worker thread. */
  private static final int SHORT = 16_384;

  /** As agents have them. */
  private static final HostSettings HOSTS = HostSettings.defaults();

  private final CatalogLookup lookup;
  private final Catalog catalog;
  private final DisabledTasks disabled;
  private final Definitions definitions;
  private final TaskConfig config;

  TaskRunOperation(
      CatalogLookup lookup,
      Catalog catalog,
      DisabledTasks disabled,
      Definitions definitions,
      TaskConfig config) {
    this.lookup = lookup;
    this.catalog = catalog;
    this.disabled = disabled;
    this.definitions = definitions;
    this.config = config;
  }

  @Override
  public String name() {
    return "task_run";
  }

  @Override
  public ObjectNode readPayload(JsonFields fields) {
    ObjectNode payload = JsonNodeFactory.instance.objectNode();
    String task = fields.requiredString("task", MAX_TEXT, "must name a task");
    if (task != null) {
      payload.put("task", task);
    }
    String version = fields.string("version", MAX_TEXT);
    payload.put("version", version == null ? VersionRange.ANY.toString() : version);
    JsonNode input = fields.any("input");
    payload.set("input", input == null ? payload.objectNode() : input);
    Secrets.read(fields, payload);
    return payload;
  }

  @Override
  public Uni<ObjectNode> resolve(Job job, ObjectNode payload) {
    String name = payload.path("task").textValue();
    String range = payload.path("version").textValue();
    Optional<Instant> since = disabled.since(name);
    if (since.isPresent()) {
      return Uni.createFrom().failure(UnresolvedTask.disabled(since.get()));
    }
    Optional<VersionRange> wanted = VersionRange.parse(range);
    if (wanted.isEmpty()) {
      return Uni.createFrom().failure(UnresolvedTask.invalidRange());
    }
    return lookup
        .find(() -> catalog.resolve(name, wanted.get()))
        .onItem()
        .ifNull()
        .failWith(() -> UnresolvedTask.problem(catalog, name, range))
        .chain(
            entry ->
                definitions
                    .find(entry.digest())
                    .onItem()
                    .ifNull()
                    .failWith(() -> missing(entry))
                    .chain(definition -> validated(definition, payload.path("input")))
                    .map(definition -> pinned(job, payload, entry, definition)));
  }

  private static Uni<Definition> validated(Definition definition, JsonNode input) {
    CompiledSchema schema = definition.input();
    if (schema == null) {
      return Uni.createFrom().item(definition);
    }
    Uni<Definition> validated =
        Uni.createFrom()
            .item(
                () -> {
                  List<FieldError> errors = schema.validate(input, "input");
                  if (!errors.isEmpty()) {
                    throw invalidInput(definition, errors);
                  }
                  return definition;
                });
    return length(input) <= SHORT
        ? validated
        : validated.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  /** About the length of its text. */
  private static int length(JsonNode node) {
    int length = node.isTextual() ? node.textValue().length() + 3 : 6;
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      length += field.getKey().length() + 3 + length(field.getValue());
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      length += length(node.get(i));
    }
    return length;
  }

  private ObjectNode pinned(
      Job job, ObjectNode payload, CatalogEntry entry, Definition definition) {
    Metadata metadata = definition.bundle().metadata();
    ObjectNode pinned = JsonNodeFactory.instance.objectNode();
    pinned.put("task", entry.name());
    pinned.put("version", entry.version().toString());
    pinned.put("digest", entry.digest());
    job.bundle = entry.digest();
    pinned.set("input", payload.path("input"));
    Secrets.copy(payload, pinned);
    Long memory = metadata.memoryLimitBytes();
    if (memory != null) {
      pinned.put("memory_limit", memory);
    }
    job.requirements = withMemory(job.requirements, memory == null ? 0 : memory);
    if (metadata.timeout() != null) {
      job.timeoutMs = Math.min(job.timeoutMs, metadata.timeout().toMillis());
    }
    return pinned;
  }

  /** Reserves at least the heap that the task's host gets, and the overhead of the host. */
  private Requirements withMemory(Requirements asked, long bytes) {
    long needed = HOSTS.scriptMb(bytes) + config.hostOverheadMb();
    return new Requirements(asked.cpu(), Math.max(asked.ramMb(), needed), asked.labels());
  }

  private static ProblemException invalidInput(Definition definition, List<FieldError> errors) {
    String task = definition.bundle().name() + " " + definition.bundle().version();
    String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
    FieldError first = errors.get(0);
    String detail = first.field() + " does not fit " + task + ": " + first.message() + more;
    return new ProblemException(
        new Problem("Unprocessable Entity", 422, "invalid_input", detail, errors));
  }

  private static IllegalStateException missing(CatalogEntry entry) {
    return new IllegalStateException("no bundle is stored for " + entry.id());
  }
}
