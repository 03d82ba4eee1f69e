package dev.sluice.schedule.status;

import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobLookup;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The number of jobs in each status. Counting them in the store takes longer the more jobs are
 * kept, so this server keeps the counts up with what it publishes, and counts in the store now and
 * then while clients ask: other servers change jobs too, and a write whose answer was lost is
 * published as no move.
 */
@Singleton
final class JobCounts {
  private static final Logger LOG = Logger.getLogger(JobCounts.class);

  private static final Duration LAST_MINUTE = Duration.ofMinutes(1);

  /** The least time between two counts in the store, and in units of how long one took. */
  private static final long REST_MS = 15_000;

  private static final long REST_FACTOR = 50;

  /** After this many rests without a count an answer waits for one. */
  private static final int STALE_RESTS = 4;

  /** So long after the last change the store holds what was published. */
  private static final long QUIET_MS = 1_000;

  private final Timers timers;
  private final Clock clock;
  private final Source source;
  private final EnumMap<JobStatus, Long> counts = new EnumMap<>(JobStatus.class);
  private final RecentEnds ended;
  private @Nullable Uni<Void> reading;
  private boolean known;
  private boolean exact;
  private long readAt;
  private long restMs;
  private long changedAt;
  private long changes;

  /** How to count in the store. */
  record Source(
      Supplier<Uni<Map<JobStatus, Long>>> byStatus, Function<Instant, Uni<Long>> endedSince) {
    static final Source STORE = new Source(JobLookup::countByStatus, JobLookup::countEnded);
  }

  /**
   * @param byStatus has an entry for every status
   * @param endedLastMinute jobs that came to a final status in the last minute
   */
  record Counts(Map<JobStatus, Long> byStatus, long endedLastMinute) {}

  @Inject
  JobCounts(Jobs jobs, Timers timers, Clock clock) {
    this(jobs, timers, clock, Source.STORE);
  }

  JobCounts(Jobs jobs, Timers timers, Clock clock, Source source) {
    this.timers = timers;
    this.clock = clock;
    this.source = source;
    this.ended = new RecentEnds(timers);
    jobs.changes().project(this::follow);
    jobs.deleted().project(this::forget);
  }

  /** The counts of this moment. */
  Uni<Counts> now() {
    synchronized (this) {
      if (isNewerThan(1)) {
        return Uni.createFrom().item(snapshot());
      }
      if (!isNewerThan(STALE_RESTS)) {
        return read().map(done -> snapshot());
      }
    }
    read()
        .subscribe()
        .with(done -> {}, e -> LOG.warnf(e, "cannot count the jobs; the counts may be off"));
    return Uni.createFrom().item(snapshot());
  }

  /** Jobs that changed while they were counted may be counted wrong, which a quiet system mends. */
  private boolean isNewerThan(long rests) {
    boolean isQuiet = timers.millisSince(changedAt) >= QUIET_MS;
    return known && timers.millisSince(readAt) < restMs * rests && (exact || !isQuiet);
  }

  /** Calls meanwhile share one count. */
  private synchronized Uni<Void> read() {
    if (reading == null) {
      long start = timers.nanoTime();
      long before = changes;
      reading =
          Uni.combine()
              .all()
              .unis(
                  source.byStatus().get(),
                  source.endedSince().apply(clock.instant().minus(LAST_MINUTE)))
              .with((byStatus, recent) -> new Counts(byStatus, recent))
              .invoke(stored -> take(stored, start, before))
              .onTermination()
              .invoke(this::readOver)
              .replaceWithVoid()
              .memoize()
              .indefinitely();
    }
    return reading;
  }

  private synchronized void readOver() {
    reading = null;
  }

  private synchronized void take(Counts stored, long start, long before) {
    counts.clear();
    counts.putAll(stored.byStatus());
    ended.correct(stored.endedLastMinute());
    exact = changes == before;
    known = true;
    readAt = timers.nanoTime();
    restMs = Math.max(REST_MS, timers.millisSince(start) * REST_FACTOR);
  }

  private synchronized Counts snapshot() {
    return new Counts(new EnumMap<>(counts), ended.count());
  }

  private synchronized void follow(JobChange change) {
    if (change.source() != JobChange.Source.WRITE) {
      // Another server moved it, and only a count tells from where.
      changed();
      exact = false;
      return;
    }
    if (!change.isMove()) {
      return;
    }
    changed();
    if (change.from() != null) {
      add(change.from(), -1);
    }
    add(change.job().status, 1);
    if (change.job().status.isFinal()) {
      ended.add();
    }
  }

  private synchronized void forget(Job deleted) {
    changed();
    add(deleted.status, -1);
  }

  private void changed() {
    changes++;
    changedAt = timers.nanoTime();
  }

  private void add(JobStatus status, int n) {
    counts.merge(status, (long) n, (a, b) -> Math.max(0, a + b));
  }
}
