package dev.sluice.task.api;

import dev.sluice.source.SourceStatus;
import dev.sluice.task.sync.ConflictPolicy;
import dev.sluice.task.sync.SourceSlot;
import dev.sluice.task.sync.SourceStates;
import dev.sluice.task.sync.TaskSources;
import dev.sluice.task.sync.TaskSources.Misconfigured;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.task.TaskSourceView;
import dev.sluice.wire.task.TaskSourceView.LastError;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the sources are doing. */
@Singleton
final class SourceReports {
  private final TaskSources sources;
  private final SourceStates states;

  SourceReports(TaskSources sources, SourceStates states) {
    this.sources = sources;
    this.states = states;
  }

  /** In the configured order; those that cannot be used come last. */
  Uni<List<TaskSourceView>> all() {
    return sources.opened().map(opened -> views());
  }

  private List<TaskSourceView> views() {
    return Stream.concat(
            sources.slots().stream().map(this::view),
            sources.misconfigured().stream().map(this::view))
        .toList();
  }

  private TaskSourceView view(SourceSlot slot) {
    SourceStatus status = slot.source().status();
    SourceStatus.LastError error = status.lastError();
    return new TaskSourceView(
        slot.name(),
        slot.source().type(),
        status.location(),
        status.health().name(),
        name(slot.policy()),
        status.tasks(),
        status.broken(),
        status.lastSuccess(),
        error == null ? null : new LastError(error.code(), error.message(), error.at()),
        states.last(slot.name()).orElse(null));
  }

  private TaskSourceView view(Misconfigured wrong) {
    return new TaskSourceView(
        wrong.name(),
        wrong.type(),
        null,
        "MISCONFIGURED",
        name(ConflictPolicy.REJECT),
        0,
        0,
        null,
        new LastError("misconfigured", text(wrong.errors()), null),
        states.last(wrong.name()).orElse(null));
  }

  private static String text(List<FieldError> errors) {
    return errors.stream()
        .map(error -> error.field() + " " + error.message())
        .collect(Collectors.joining("; "));
  }

  private static String name(ConflictPolicy policy) {
    return policy.name().toLowerCase(Locale.ROOT);
  }
}
