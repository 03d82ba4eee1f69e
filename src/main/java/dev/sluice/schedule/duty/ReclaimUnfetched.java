package dev.sluice.schedule.duty;

import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.time.Timers;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Queues again the jobs whose worker did not fetch its assignment in time. A worker that does so
 * twice in a row cools down, or it would get every job in turn.
 */
@Singleton
final class ReclaimUnfetched extends EndOverdue {
  private static final int TOO_OFTEN = 2;

  private final Jobs jobs;
  private final Workers workers;
  private final JobConfig config;

  /** Assignments in a row that a worker did not fetch. */
  private final Map<String, Integer> unfetched = new ConcurrentHashMap<>();

  ReclaimUnfetched(Jobs jobs, Workers workers, JobConfig config, Timers timers) {
    super(jobs, timers);
    this.jobs = jobs;
    this.workers = workers;
    this.config = config;
    workers.changes().project(this::forgetIfGone);
  }

  @Override
  public String name() {
    return "reclaim unfetched assignments";
  }

  @Override
  boolean isOverdue(Job held, Duration age) {
    return held.status == JobStatus.ASSIGNED && age.compareTo(config.fetchWithin()) > 0;
  }

  @Override
  Uni<@Nullable Job> end(Job overdue) {
    return jobs.unfetched(overdue, "not fetched in time").call(this::count);
  }

  @Override
  void look(Collection<Job> held) {
    super.look(held);
    held.stream()
        .filter(job -> job.status == JobStatus.RUNNING)
        .map(job -> job.workerId)
        .filter(Objects::nonNull)
        .forEach(unfetched::remove);
  }

  private void forgetIfGone(Workers.Change change) {
    if (change.worker().deleted) {
      unfetched.remove(change.worker().id);
    }
  }

  private Uni<?> count(@Nullable Job ended) {
    String worker = ended == null ? null : ended.workerId;
    if (worker == null || unfetched.merge(worker, 1, Integer::sum) < TOO_OFTEN) {
      return Uni.createFrom().voidItem();
    }
    unfetched.remove(worker);
    return workers.coolDown(worker);
  }
}
