package dev.sluice.task.sync;

import static dev.sluice.time.Awaiting.result;

import dev.sluice.task.Bundles;
import dev.sluice.task.Catalog;
import dev.sluice.task.ScriptCheckers;
import dev.sluice.task.TaskConfig;
import dev.sluice.task.TaskVersions;
import dev.sluice.task.events.TaskEvents;
import dev.sluice.task.sources.ConflictPolicy;
import dev.sluice.task.sources.SourceSnapshot;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.wire.task.SyncResult;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The parts of a server that a sync needs; several share the store of the test as servers do. */
final class Replica {
  final TestClock clock = new TestClock();
  final Catalog catalog = new Catalog();
  final TaskVersions versions = new TaskVersions(catalog, clock);
  final Bundles bundles = new Bundles(clock);
  final TaskEvents events = new TaskEvents(Settings.of(TaskConfig.class));
  final SyncPublisher publisher = new SyncPublisher(events, versions, new SourceResults(), clock);
  final AtomicInteger checks = new AtomicInteger();

  private final Map<String, ConflictPolicy> policies = new HashMap<>();
  final SyncRunner runner =
      new SyncRunner(
          catalog,
          versions,
          new TaskLoader(ScriptCheckers.refusingBroken(checks), bundles),
          publisher,
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

  SyncResult sync(SourceSnapshot... snapshots) {
    return result(syncing(snapshots));
  }

  Uni<SyncResult> syncing(SourceSnapshot... snapshots) {
    return Uni.createFrom()
        .deferred(() -> runner.run(Stream.of(snapshots).map(this::withPolicy).toList(), false));
  }

  private SourceSnapshot withPolicy(SourceSnapshot shown) {
    return Tasks.under(policies.getOrDefault(shown.source(), shown.policy()), shown);
  }
}
