package dev.sluice.output;

import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.AttemptOutput;
import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Ends attempts: reads from the log what an attempt printed and hands it to the gate. */
@Singleton
public final class EndAttempt {
  private final Jobs jobs;
  private final OutputLog log;
  private final Evidence evidence;

  EndAttempt(Jobs jobs, OutputLog log, LogReader reader) {
    this.jobs = jobs;
    this.log = log;
    this.evidence = new Evidence(reader);
  }

  /**
   * Ends an attempt that was handed out and that its worker does not have. One that has printed did
   * run, so its worker lost it.
   *
   * @return the job as it stands now; a null item if the attempt had ended already
   */
  public Uni<@Nullable Job> notReceived(Job job, String why) {
    return log.closed(
        job,
        totals ->
            totals.chunks() == 0
                ? jobs.unfetched(job, why)
                : end(job, AttemptEnd.workerLost(why), totals));
  }

  /**
   * Ends the attempt that {@code job} is in, which its worker does not report and may still run.
   *
   * @return the job as it stands now; a null item if the attempt had ended already
   */
  public Uni<@Nullable Job> withdraw(Job job, AttemptEnd end) {
    return log.closed(job, totals -> end(job, end, totals));
  }

  /**
   * Ends the attempt that {@code job} is in, all of whose output was accepted.
   *
   * @return the job as it stands now; a null item if the attempt had ended already
   */
  public Uni<@Nullable Job> end(Job job, AttemptEnd end) {
    return log.sealed(job, totals -> end(job, end, totals));
  }

  private Uni<@Nullable Job> end(Job job, AttemptEnd end, OutputTotals totals) {
    Uni<String> lastLines = Uni.createFrom().deferred(() -> evidence.of(job));
    return jobs.end(job, end, new AttemptOutput(totals, lastLines));
  }
}
