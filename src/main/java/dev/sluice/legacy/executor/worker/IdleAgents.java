package dev.sluice.legacy.executor.worker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.time.Ages;
import dev.sluice.time.Timers;
import dev.sluice.wire.AttemptRef;
import dev.sluice.worker.ReclaimAttempts;
import dev.sluice.worker.WorkerConfig;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * Takes back attempts that an agent does not have: its heartbeats do not list what it runs, but say
 * whether it runs anything. One that says for long that it runs nothing has lost what it held: the
 * assignment or its report was lost on the way.
 */
@Singleton
final class IdleAgents {
  private final Jobs jobs;
  private final ReclaimAttempts reclaim;
  private final WorkerConfig config;
  private final Timers timers;

  private final Cache<String, Ages<AttemptRef>> idleWith =
      Caffeine.newBuilder().expireAfterAccess(Duration.ofHours(1)).executor(Runnable::run).build();

  IdleAgents(Jobs jobs, ReclaimAttempts reclaim, WorkerConfig config, Timers timers) {
    this.jobs = jobs;
    this.reclaim = reclaim;
    this.config = config;
    this.timers = timers;
  }

  /** Takes a heartbeat into account. */
  Uni<Integer> heard(String workerId, boolean isIdle) {
    List<AttemptRef> held =
        jobs.held().of(workerId).stream()
            .filter(job -> job.status == JobStatus.RUNNING)
            .map(IdleAgents::ref)
            .toList();
    Ages<AttemptRef> ages = idleWith.get(workerId, id -> new Ages<>(timers));
    ages.look(isIdle ? held : List.of());
    return reclaim.from(
        workerId,
        job -> held.contains(ref(job)) && ages.of(ref(job)).compareTo(config.offlineAfter()) >= 0,
        "its worker does not have it");
  }

  private static AttemptRef ref(Job job) {
    return new AttemptRef(job.id, job.attemptNumber());
  }
}
