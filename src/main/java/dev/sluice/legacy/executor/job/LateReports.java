package dev.sluice.legacy.executor.job;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.wire.job.AttemptView.LateResult;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;

/** Reports of agents about jobs that their workers do not run. */
@Singleton
final class LateReports {
  private final Jobs jobs;
  private final Clock clock;

  LateReports(Jobs jobs, Clock clock) {
    this.jobs = jobs;
    this.clock = clock;
  }

  /**
   * Accepts a repeat: the answer to the first report was lost. Keeps any other report of a worker
   * that had the job as evidence.
   *
   * @param reported the reasons with which such a report ends an attempt
   * @return fails with 403 unless it is a repeat
   */
  Uni<Job> take(Job job, String workerId, Set<EndReason> reported) {
    Attempt last =
        job.attempts.stream()
            .filter(attempt -> attempt.workerId().equals(workerId) && attempt.hasEnded())
            .reduce((first, second) -> second)
            .orElseThrow(LateReports::refused);
    EndReason reason = last.reason();
    if (reason != null && reported.contains(reason)) {
      return Uni.createFrom().item(job);
    }
    LateResult evidence =
        new LateResult(reported.iterator().next().outcome(), null, clock.instant());
    return jobs.keepLate(job, last.number(), evidence)
        .map(
            kept -> {
              throw refused();
            });
  }

  private static ProblemException refused() {
    return ProblemException.of(403, "not_assigned", "Worker is not assigned to this job");
  }
}
