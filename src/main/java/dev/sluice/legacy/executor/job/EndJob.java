package dev.sluice.legacy.executor.job;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.legacy.executor.worker.OlderWorkers;
import dev.sluice.output.ArrivalLog;
import dev.sluice.output.WholeText;
import dev.sluice.text.JsonMask;
import dev.sluice.wire.JobError;
import dev.sluice.worker.Worker;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Takes the report of an agent about the end of a job. Only the worker that runs the job, in its
 * present incarnation, ends it. A report that comes twice counts once; a late one is refused and
 * kept as evidence.
 */
@Singleton
final class EndJob {
  private static final Set<EndReason> ENDS_OF_COMMANDS =
      new LinkedHashSet<>(List.of(EndReason.COMPLETED, EndReason.EXIT_CODE, EndReason.CANCELLED));

  private final FindJob find;
  private final OlderWorkers workers;
  private final Workers gate;
  private final ArrivalLog arrivals;
  private final EndWithFiles ending;
  private final LateReports lateReports;

  EndJob(
      FindJob find,
      OlderWorkers workers,
      Workers gate,
      ArrivalLog arrivals,
      EndWithFiles ending,
      LateReports lateReports) {
    this.find = find;
    this.workers = workers;
    this.gate = gate;
    this.arrivals = arrivals;
    this.ending = ending;
    this.lateReports = lateReports;
  }

  /**
   * The command ran to its end.
   *
   * @return fails with 403 for a worker that does not run the job
   */
  Uni<Job> finished(String jobId, String workerId, Report report) {
    return end(
        jobId,
        workerId,
        ENDS_OF_COMMANDS,
        (worker, job) -> {
          JsonMask mask = new OlderJob(job).mask();
          WholeText text = WholeText.of(mask.mask(report.stdout()), mask.mask(report.stderr()));
          return arrivals.settle(
              job, text, () -> ending.end(job, endOf(job, report.exitCode()), report));
        });
  }

  /**
   * The worker could not run the job: it cools down, and another may try.
   *
   * @return fails with 403 for a worker that does not run the job
   */
  Uni<Job> failed(String jobId, String workerId, String message) {
    AttemptEnd end =
        new AttemptEnd(
            EndReason.WORKER_REPORTED, null, null, new JobError("worker_reported", message));
    return end(
        jobId,
        workerId,
        Set.of(EndReason.WORKER_REPORTED),
        (worker, job) -> ending.end(job, end).call(ended -> gate.coolDown(worker.id)));
  }

  private Uni<Job> end(
      String jobId,
      String workerId,
      Set<EndReason> reported,
      BiFunction<Worker, Job, Uni<@Nullable Job>> end) {
    return find.get(jobId)
        .chain(
            job ->
                workers
                    .find(workerId)
                    .chain(worker -> endIfRunning(worker, job, end))
                    .onItem()
                    .ifNull()
                    .switchTo(
                        () ->
                            find.get(jobId)
                                .chain(now -> lateReports.take(now, workerId, reported))));
  }

  /** A null item when the worker does not run the job, or the attempt is ended meanwhile. */
  private static Uni<@Nullable Job> endIfRunning(
      @Nullable Worker worker, Job job, BiFunction<Worker, Job, Uni<@Nullable Job>> end) {
    return worker != null && OlderWorkers.runs(worker, job)
        ? end.apply(worker, job).onFailure(EndJob::isOver).recoverWithNull()
        : Uni.createFrom().nullItem();
  }

  private static boolean isOver(Throwable failure) {
    return failure instanceof ProblemException refusal
        && refusal.problem().code().equals("lease_lost");
  }

  private static AttemptEnd endOf(Job job, @Nullable Integer exitCode) {
    if (exitCode == null || exitCode == 0) {
      return new AttemptEnd(EndReason.COMPLETED, exitCode, null, null);
    }
    return job.cancelRequested
        ? new AttemptEnd(
            EndReason.CANCELLED, exitCode, null, new JobError("cancelled", "cancelled by a client"))
        : new AttemptEnd(EndReason.EXIT_CODE, exitCode, null, null);
  }
}
