package dev.sluice.schedule.duty;

import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.worker.ReclaimAttempts;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerCache;
import dev.sluice.worker.WorkerId;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes back the attempts of workers that are offline, removed or registered again. The server that
 * marks a worker also takes back its attempts, by later writes. This duty makes the writes that are
 * missing because that server ended in between, or because an assignment was stored after them.
 * What the server runs itself has no registered worker; {@code Recovery} takes it back after a
 * restart.
 */
@Singleton
final class ReclaimOrphans implements Duty {
  private final Jobs jobs;
  private final WorkerCache cache;
  private final Workers workers;
  private final ReclaimAttempts reclaim;

  ReclaimOrphans(Jobs jobs, WorkerCache cache, Workers workers, ReclaimAttempts reclaim) {
    this.jobs = jobs;
    this.cache = cache;
    this.workers = workers;
    this.reclaim = reclaim;
  }

  @Override
  public String name() {
    return "take back attempts of workers that are gone";
  }

  @Override
  public Uni<Integer> runOnce(Instant now) {
    List<String> suspects =
        jobs.held().all().stream()
            .filter(job -> !WorkerId.SERVER.equals(job.workerId))
            .filter(
                job ->
                    isOrphan(
                        job, job.workerId == null ? null : cache.find(job.workerId).orElse(null)))
            .map(job -> job.workerId)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return new Round<String>(name(), id -> "worker " + id).run(suspects, 1, this::reclaim);
  }

  /** Asks the database: the memory of this server may lag behind it. */
  private Uni<Integer> reclaim(String workerId) {
    return workers
        .find(workerId)
        .chain(
            worker -> reclaim.from(workerId, job -> isOrphan(job, worker), "its worker is gone"));
  }

  private static boolean isOrphan(Job held, @Nullable Worker worker) {
    return worker == null
        || worker.deleted
        || worker.offline
        || held.lease == null
        || !held.lease.incarnation().equals(worker.incarnation);
  }
}
