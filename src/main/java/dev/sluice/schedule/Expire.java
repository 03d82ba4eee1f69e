package dev.sluice.schedule;

import static com.mongodb.client.model.Filters.lte;

import dev.sluice.job.IdempotencyKeys;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.output.OutputLog;
import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * Cancels jobs that nobody opened, and purges finished ones with their output. Not a TTL index:
 * that would delete the job and leave its output behind, and the embedded store has none.
 */
@Singleton
final class Expire implements Duty {
  private final Jobs jobs;
  private final OutputLog output;
  private final IdempotencyKeys keys;
  private final ScheduleConfig config;
  private final Rarely rarely;

  Expire(Jobs jobs, OutputLog output, IdempotencyKeys keys, ScheduleConfig config, Rarely rarely) {
    this.jobs = jobs;
    this.output = output;
    this.keys = keys;
    this.config = config;
    this.rarely = rarely;
  }

  @Override
  public String name() {
    return "expire jobs";
  }

  @Override
  public Uni<Integer> runOnce(Instant now) {
    return rarely.run(() -> expire(now));
  }

  private Uni<Integer> expire(Instant now) {
    FindOptions due = new FindOptions().filter(lte("expiresAt", now)).limit(config.purgeBatch());
    return Job.<Job>mongoCollection()
        .find(due)
        .collect()
        .asList()
        .chain(
            found ->
                Multi.createFrom()
                    .iterable(found)
                    .onItem()
                    .transformToUniAndConcatenate(this::end)
                    .collect()
                    .asList())
        .map(java.util.List::size)
        .call(keys::purge);
  }

  private Uni<Boolean> end(Job job) {
    if (job.status == JobStatus.SUBMITTED) {
      return jobs.cancelUnfetched(job, "EXPIRED").map(java.util.Optional::isPresent);
    }
    return job.status.isFinal()
        ? output.delete(job).chain(() -> jobs.delete(job))
        : Uni.createFrom().item(false);
  }
}
