package dev.sluice.task.sync;

import dev.sluice.task.TaskVersion;
import dev.sluice.task.TaskVersions;
import dev.sluice.task.events.TaskEvents;
import dev.sluice.time.Serial;
import dev.sluice.wire.task.SyncResult;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Publishes what a sync did: appends its events and stores the result of each source. */
@Singleton
final class SyncPublisher {
  /** The writer of a younger change is still about to announce it. */
  private static final Duration OVERDUE = Duration.ofMinutes(1);

  private final TaskEvents events;
  private final TaskVersions versions;
  private final SourceResults results;
  private final Clock clock;

  SyncPublisher(TaskEvents events, TaskVersions versions, SourceResults results, Clock clock) {
    this.events = events;
    this.versions = versions;
    this.results = results;
    this.clock = clock;
  }

  /** The data of the event about a sync; its changes and conflicts have events of their own. */
  private record Summary(
      int added, int updated, int removed, int unchanged, int conflicts, int errors, long tookMs) {
    static Summary of(SyncResult result) {
      return new Summary(
          result.added(),
          result.updated(),
          result.removed(),
          result.unchanged(),
          result.conflicts().size(),
          result.errors().size(),
          result.tookMs());
    }
  }

  /**
   * @param sources that took part
   * @param onDemand whether an event announces the sync even if it did nothing
   */
  Uni<SyncResult> publish(List<String> sources, SyncReport report, boolean onDemand, long tookMs) {
    for (String source : sources) {
      results.newErrors(source, report.resultOf(source, tookMs).errors()).forEach(report::announce);
    }
    SyncResult total = report.total(tookMs);
    if (onDemand || report.hasEvents()) {
      report.announceSync(Summary.of(total));
    }
    return events
        .append(report.events())
        .chain(() -> versions.announced(report.announced()))
        .chain(
            () ->
                Serial.each(
                    sources, source -> results.put(source, report.resultOf(source, tookMs))))
        .replaceWith(total);
  }

  /** Loads the stored results, and announces the changes that a dead server did not announce. */
  Uni<Void> recover() {
    return results.load().chain(this::announceOverdue);
  }

  Uni<Void> announceOverdue() {
    Instant before = clock.instant().minus(OVERDUE);
    return versions
        .unannounced(before)
        .chain(found -> Serial.each(found, this::announceLate))
        .replaceWithVoid();
  }

  private Uni<Void> announceLate(TaskVersion version) {
    SyncReport report = new SyncReport(clock.instant());
    if (version.available) {
      report.updated(version, null);
    } else {
      report.removed(version);
    }
    return versions
        .claimToAnnounce(version)
        .chain(ours -> ours ? events.append(report.events()) : Uni.createFrom().voidItem());
  }
}
