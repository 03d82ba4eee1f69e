package dev.sluice.task.sync;

import dev.sluice.task.TaskVersion;
import dev.sluice.task.TaskVersions;
import dev.sluice.task.events.TaskEvents;
import dev.sluice.wire.task.SyncError;
import dev.sluice.wire.task.SyncResult;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What happens once a sync has written: readers are told, and the result is remembered. */
@Singleton
final class Bulletin {
  /** Younger changes are about to be told by whoever made them. */
  private static final Duration OVERDUE = Duration.ofMinutes(1);

  private final TaskEvents events;
  private final TaskVersions versions;
  private final SourceStates states;
  private final Clock clock;

  Bulletin(TaskEvents events, TaskVersions versions, SourceStates states, Clock clock) {
    this.events = events;
    this.versions = versions;
    this.states = states;
    this.clock = clock;
  }

  /**
   * @param sources that had a part
   * @param asked somebody asked for the sync, and is told also that there was nothing to do
   */
  Uni<SyncResult> issue(
      List<String> sources, Tally tally, Announcements news, boolean asked, long tookMs) {
    Instant at = news.at();
    for (String source : sources) {
      List<SyncError> errors = tally.of(source, at, tookMs).errors();
      states.newErrors(source, errors).forEach(news::error);
    }
    SyncResult total = tally.total(at, tookMs);
    if (asked || news.any()) {
      news.sync(Summary.of(total));
    }
    return events
        .append(news.events())
        .chain(() -> versions.announced(news.told()))
        .chain(
            () ->
                Multi.createFrom()
                    .iterable(sources)
                    .onItem()
                    .transformToUniAndConcatenate(
                        source -> states.follow(source, tally.of(source, at, tookMs)))
                    .collect()
                    .last())
        .replaceWith(total);
  }

  /** Reads what was remembered, and tells what a replica that died had written and not told. */
  Uni<Void> recover() {
    return states.load().chain(this::tellOverdue);
  }

  /** Tells what a replica that died had written and not told. */
  Uni<Void> tellOverdue() {
    Instant before = clock.instant().minus(OVERDUE);
    return versions
        .unannounced(before)
        .chain(
            found ->
                Multi.createFrom()
                    .iterable(found)
                    .onItem()
                    .transformToUniAndConcatenate(this::tellLate)
                    .collect()
                    .last())
        .replaceWithVoid();
  }

  private Uni<Void> tellLate(TaskVersion version) {
    Announcements news = new Announcements(clock.instant());
    if (version.available) {
      news.updated(version, null);
    } else {
      news.removed(version);
    }
    return versions
        .claimToAnnounce(version)
        .chain(ours -> ours ? events.append(news.events()) : Uni.createFrom().voidItem());
  }

  /** What readers of events are told of a sync; what it found has events of its own. */
  record Summary(
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
}
