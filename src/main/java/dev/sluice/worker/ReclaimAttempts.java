package dev.sluice.worker;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.output.EndAttempt;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes attempts back from a worker that is lost, removed or no longer the same. */
@Singleton
public final class ReclaimAttempts {
  private final Jobs jobs;
  private final EndAttempt endAttempt;

  ReclaimAttempts(Jobs jobs, EndAttempt endAttempt) {
    this.jobs = jobs;
    this.endAttempt = endAttempt;
  }

  /** Reclaims what the worker holds under another incarnation than its present one. */
  Uni<Integer> fromFormerIncarnations(Worker worker) {
    return from(
        worker.id, job -> job.lease != null && !isOf(worker, job), "its worker registered again");
  }

  /**
   * Reclaims everything that the worker holds.
   *
   * @param why for the error of each attempt
   * @return how many attempts
   */
  public Uni<Integer> from(String workerId, String why) {
    return from(workerId, job -> true, why);
  }

  /** Ends an attempt that was handed out and that its worker does not have. */
  public Uni<@Nullable Job> notReceived(Job job) {
    return endAttempt.notReceived(job, "its worker does not have it");
  }

  /** Reclaims those of a worker's jobs that {@code which} selects. */
  public Uni<Integer> from(String workerId, Predicate<Job> which, String why) {
    return from(workerId, which, why, AttemptEnd.workerLost(why));
  }

  /** Takes back what the worker still holds at its own orderly end. */
  Uni<Integer> handedBack(Worker worker) {
    String why = "its worker ended";
    return from(worker.id, job -> isOf(worker, job), why, AttemptEnd.handedBack(why));
  }

  private static boolean isOf(Worker worker, Job job) {
    return job.lease != null && job.lease.incarnation().equals(worker.incarnation);
  }

  private Uni<Integer> from(String workerId, Predicate<Job> which, String why, AttemptEnd end) {
    List<Uni<@Nullable Job>> ends =
        jobs.held().of(workerId).stream().filter(which).map(job -> reclaim(job, why, end)).toList();
    if (ends.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    return Uni.join()
        .all(ends)
        .andCollectFailures()
        .map(ended -> (int) ended.stream().filter(Objects::nonNull).count());
  }

  /** An assignment that was not fetched has not run: it does not count as the death of a worker. */
  private Uni<@Nullable Job> reclaim(Job job, String why, AttemptEnd end) {
    return job.status == JobStatus.ASSIGNED
        ? jobs.unfetched(job, why)
        : endAttempt.withdraw(job, end);
  }
}
