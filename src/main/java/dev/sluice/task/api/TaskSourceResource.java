package dev.sluice.task.api;

import dev.sluice.task.sources.ConfiguredSource;
import dev.sluice.task.sources.ConflictPolicy;
import dev.sluice.task.sources.SourceStatus;
import dev.sluice.task.sources.TaskSources;
import dev.sluice.task.sources.TaskSources.Misconfigured;
import dev.sluice.task.sync.SourceResults;
import dev.sluice.wire.Page;
import dev.sluice.wire.task.TaskSourceView;
import dev.sluice.wire.task.TaskSourceView.LastError;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Stream;

/** {@code GET /v1/task-sources}: the configured sources, their health and their last results. */
@Path("/v1/task-sources")
@Produces(MediaType.APPLICATION_JSON)
public final class TaskSourceResource {
  private final TaskSources sources;
  private final SourceResults results;

  TaskSourceResource(TaskSources sources, SourceResults results) {
    this.sources = sources;
    this.results = results;
  }

  /** In the configured order; misconfigured sources come last. */
  @GET
  public Uni<Page<TaskSourceView>> list() {
    return sources.opened().map(opened -> new Page<>(views(), null));
  }

  private List<TaskSourceView> views() {
    return Stream.concat(
            sources.sources().stream().map(this::view),
            sources.misconfigured().stream().map(this::view))
        .toList();
  }

  private TaskSourceView view(ConfiguredSource source) {
    SourceStatus status = source.status();
    SourceStatus.LastError error = status.lastError();
    return new TaskSourceView(
        source.name(),
        source.type(),
        source.location(),
        status.health().name(),
        source.policy().label(),
        status.tasks(),
        status.broken(),
        status.lastSuccess(),
        error == null ? null : new LastError(error.code(), error.message(), error.at()),
        results.last(source.name()).orElse(null));
  }

  private TaskSourceView view(Misconfigured wrong) {
    return new TaskSourceView(
        wrong.name(),
        wrong.type(),
        null,
        "MISCONFIGURED",
        ConflictPolicy.REJECT.label(),
        0,
        0,
        null,
        new LastError("misconfigured", wrong.message(), null),
        results.last(wrong.name()).orElse(null));
  }
}
