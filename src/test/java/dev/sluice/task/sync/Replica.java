package dev.sluice.task.sync;

import static dev.sluice.time.Awaiting.result;

import dev.sluice.task.Bundles;
import dev.sluice.task.Catalog;
import dev.sluice.task.TaskConfig;
import dev.sluice.task.TaskVersions;
import dev.sluice.task.events.TaskEvents;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.task.SyncResult;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All of a server that a sync needs, on the store of the test: several share it as replicas do. */
final class Replica {
  final TestClock clock = new TestClock();
  final Catalog catalog = new Catalog();
  final TaskVersions versions = new TaskVersions(catalog, clock);
  final Bundles bundles = new Bundles(clock);
  final TaskEvents events = new TaskEvents(Settings.of(TaskConfig.class));
  final SourceStates states = new SourceStates();
  final Bulletin bulletin = new Bulletin(events, versions, states, clock);
  final Map<String, ConflictPolicy> policies = new HashMap<>();
  int checks;

  private final SyncStep step =
      new SyncStep(
          catalog,
          versions,
          new Intake(new Scripts(this::check), bundles),
          bulletin,
          clock,
          new ManualTimers());

  private Replica() {
    result(events.recover());
  }

  static Replica fresh() {
    return new Replica();
  }

  Replica policy(String source, ConflictPolicy policy) {
    policies.put(source, policy);
    return this;
  }

  SyncResult sync(SourceView... views) {
    return result(syncing(views));
  }

  Uni<SyncResult> syncing(SourceView... views) {
    return Uni.createFrom()
        .deferred(() -> step.run(new Showing(List.of(views), List.of(), policies), false));
  }

  /** A script that says so does not parse. */
  private Uni<ScriptCheck.Verdict> check(dev.sluice.bundle.TaskBundle bundle) {
    checks++;
    return Uni.createFrom()
        .item(
            bundle.script().contains("BROKEN")
                ? ScriptCheck.Verdict.broken(
                    List.of(new FieldError("script", "syntax_error", "does not parse")))
                : ScriptCheck.Verdict.FINE);
  }
}
