package dev.sluice.task.sync;

import dev.sluice.task.Catalog;
import dev.sluice.task.TaskVersions;
import dev.sluice.time.Timers;
import dev.sluice.wire.task.SyncResult;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Compares what the sources show with the catalog and writes what is different. */
@Singleton
final class SyncStep {
  private final Catalog catalog;
  private final TaskVersions versions;
  private final Intake intake;
  private final Bulletin bulletin;
  private final Clock clock;
  private final Timers timers;

  SyncStep(
      Catalog catalog,
      TaskVersions versions,
      Intake intake,
      Bulletin bulletin,
      Clock clock,
      Timers timers) {
    this.catalog = catalog;
    this.versions = versions;
    this.intake = intake;
    this.bulletin = bulletin;
    this.clock = clock;
    this.timers = timers;
  }

  /**
   * @param asked somebody asked for it
   */
  Uni<SyncResult> run(Showing showing, boolean asked) {
    long start = timers.nanoTime();
    Tally tally = new Tally();
    Announcements news = new Announcements(clock.instant());
    showing.errors().forEach(tally::error);
    return new SyncWrites(intake, versions, showing::policy, tally, news)
        .carryOut(SyncPlan.of(showing.views(), catalog))
        // Also when the writing broke off: what was written is true.
        .onItemOrFailure()
        .transformToUni(
            (written, failure) ->
                bulletin
                    .issue(showing.names(), tally, news, asked, timers.millisSince(start))
                    .chain(
                        result ->
                            failure == null
                                ? Uni.createFrom().item(result)
                                : Uni.createFrom().failure(failure)));
  }
}
