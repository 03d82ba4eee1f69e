package dev.sluice.task;

import dev.sluice.signal.Timers;
import dev.sluice.wire.SyncResult;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

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
  Uni<SyncResult> run(TaskSources sources, boolean asked) {
    long start = timers.nanoTime();
    Tally tally = new Tally();
    Announcements news = new Announcements(clock.instant());
    sources.slots().forEach(slot -> slot.errors().forEach(tally::error));
    sources.misconfigured().forEach(wrong -> tally.error(wrong.error()));
    List<SourceView> views = sources.views();
    List<String> names = views.stream().map(SourceView::source).toList();
    return new SyncWrites(intake, versions, sources::policy, tally, news)
        .carryOut(SyncPlan.of(views, catalog))
        // Also when the writing broke off: what was written is true.
        .onItemOrFailure()
        .transformToUni(
            (written, failure) ->
                bulletin
                    .issue(names, tally, news, asked, timers.millisSince(start))
                    .onItem()
                    .transformToUni(
                        result ->
                            failure == null
                                ? Uni.createFrom().item(result)
                                : Uni.createFrom().failure(failure)));
  }
}
