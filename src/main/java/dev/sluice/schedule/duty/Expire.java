package dev.sluice.schedule.duty;

import dev.sluice.job.Job;
import dev.sluice.job.JobLookup;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.submit.IdempotencyKeys;
import dev.sluice.output.OutputLog;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Cancels jobs that no client opened in time, and purges finished jobs with their output. A TTL
 * index would delete a job and leave its output behind, and the embedded store has none.
 */
@Singleton
final class Expire implements Duty {
  private static final int CONCURRENCY = 16;

  private final Jobs jobs;
  private final OutputLog output;
  private final IdempotencyKeys keys;
  private final ScheduleConfig config;
  private final Throttle throttle;
  private final Timers timers;

  Expire(
      Jobs jobs,
      OutputLog output,
      IdempotencyKeys keys,
      ScheduleConfig config,
      Throttle throttle,
      Timers timers) {
    this.jobs = jobs;
    this.output = output;
    this.keys = keys;
    this.config = config;
    this.throttle = throttle;
    this.timers = timers;
  }

  @Override
  public String name() {
    return "expire jobs";
  }

  @Override
  public Uni<Integer> runOnce(Instant now) {
    return throttle.run(() -> expire(now));
  }

  private Uni<Integer> expire(Instant now) {
    return batches(now, timers.nanoTime(), 0).call(keys::purge);
  }

  /** Batch after batch while there is more, for a limited time, because other duties wait. */
  private Uni<Integer> batches(Instant now, long start, int before) {
    return batch(now)
        .chain(
            batch -> {
              int ended = before + batch.ended();
              boolean more = batch.found() == config.purgeBatch() && batch.ended() > 0;
              return more && timers.millisSince(start) < config.purgeFor().toMillis()
                  ? batches(now, start, ended)
                  : Uni.createFrom().item(ended);
            });
  }

  private record Batch(int found, int ended) {}

  private Uni<Batch> batch(Instant now) {
    return JobLookup.expired(now, config.purgeBatch())
        .chain(found -> endAll(found).map(ended -> new Batch(found.size(), ended)));
  }

  private Uni<Integer> endAll(List<Job> jobs) {
    return new Round<Job>(name(), job -> "job " + job.id)
        .run(jobs, CONCURRENCY, job -> end(job).map(ended -> ended ? 1 : 0));
  }

  private Uni<Boolean> end(Job job) {
    if (job.status == JobStatus.SUBMITTED) {
      return jobs.cancelUnfetched(job, EndReason.EXPIRED).map(Objects::nonNull);
    }
    return job.status.isFinal()
        ? output.delete(job).chain(() -> jobs.delete(job))
        : Uni.createFrom().item(false);
  }
}
