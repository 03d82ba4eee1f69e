package dev.sluice.task.sync;

import dev.sluice.task.Catalog;
import dev.sluice.task.TaskVersions;
import dev.sluice.task.sources.ConflictPolicy;
import dev.sluice.task.sources.SourceSnapshot;
import dev.sluice.time.Timers;
import dev.sluice.wire.task.SyncResult;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Carries out one sync: compares the sources with the catalog, writes the differences, reports. */
@Singleton
final class SyncRunner {
  private final Catalog catalog;
  private final TaskVersions versions;
  private final TaskLoader loader;
  private final SyncPublisher publisher;
  private final Clock clock;
  private final Timers timers;

  SyncRunner(
      Catalog catalog,
      TaskVersions versions,
      TaskLoader loader,
      SyncPublisher publisher,
      Clock clock,
      Timers timers) {
    this.catalog = catalog;
    this.versions = versions;
    this.loader = loader;
    this.publisher = publisher;
    this.clock = clock;
    this.timers = timers;
  }

  /**
   * @param snapshots of all sources, in the configured order
   * @param onDemand whether a client asked for the sync: an event then announces it in any case
   */
  Uni<SyncResult> run(List<SourceSnapshot> snapshots, boolean onDemand) {
    long start = timers.nanoTime();
    SyncReport report = new SyncReport(clock.instant());
    snapshots.forEach(snapshot -> snapshot.errors().forEach(report::error));
    Map<String, ConflictPolicy> policies =
        snapshots.stream()
            .collect(
                Collectors.toMap(
                    SourceSnapshot::source, SourceSnapshot::policy, (first, other) -> first));
    List<String> sources = snapshots.stream().map(SourceSnapshot::source).toList();
    return new SyncWriter(
            loader,
            versions,
            source -> policies.getOrDefault(source, ConflictPolicy.REJECT),
            report)
        .carryOut(SyncPlan.of(snapshots, catalog))
        .onItemOrFailure()
        .transformToUni(
            (written, failure) -> {
              // After a failure too: the writes before it are done.
              Uni<SyncResult> published =
                  publisher.publish(sources, report, onDemand, timers.millisSince(start));
              return failure == null
                  ? published
                  : published.chain(result -> Uni.createFrom().failure(failure));
            });
  }
}
