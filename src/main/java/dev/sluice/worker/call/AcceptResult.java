package dev.sluice.worker.call;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredFiles;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.attempt.Lease;
import dev.sluice.output.EndAttempt;
import dev.sluice.wire.CollectedFiles;
import dev.sluice.wire.job.AttemptView.LateResult;
import dev.sluice.wire.worker.AttemptResult;
import dev.sluice.worker.Presence;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Accepts a worker's result of an attempt. A result that comes twice counts once; one that comes
 * too late is refused and kept as evidence.
 */
@Singleton
final class AcceptResult {
  private final Jobs jobs;
  private final EndAttempt endAttempt;
  private final Workers workers;
  private final Presence presence;
  private final StoredFiles files;
  private final Clock clock;

  AcceptResult(
      Jobs jobs,
      EndAttempt endAttempt,
      Workers workers,
      Presence presence,
      StoredFiles files,
      Clock clock) {
    this.jobs = jobs;
    this.endAttempt = endAttempt;
    this.workers = workers;
    this.presence = presence;
    this.files = files;
    this.clock = clock;
  }

  /**
   * @return the job as it stands now
   * @throws ProblemException 400 for collected files that are not the job's, 404 for an unknown
   *     job, 409 {@code lease_lost} for an attempt that is no longer the caller's
   */
  Uni<Job> accept(String jobId, String token, AttemptResult result) {
    return requireOwnFile(jobId, result.collected())
        .chain(() -> acceptChecked(jobId, token, result));
  }

  /** A result must not make the file of another job, or an uploaded one, look like its own. */
  private Uni<Void> requireOwnFile(String jobId, @Nullable CollectedFiles collected) {
    String fileId = collected == null ? null : collected.fileId();
    return fileId == null
        ? Uni.createFrom().voidItem()
        : files.isLeftBy(jobId, fileId).invoke(AcceptResult::requireOwnFile).replaceWithVoid();
  }

  private static void requireOwnFile(boolean isOwn) {
    if (!isOwn) {
      throw ProblemException.invalid(
          "collected.file_id", "unknown_file", "must be a file that was uploaded for this job");
    }
  }

  private Uni<Job> acceptChecked(String jobId, String token, AttemptResult result) {
    return jobs.held()
        .find(jobId)
        .filter(job -> job.status == JobStatus.RUNNING)
        .filter(job -> job.isHeldUnder(result.attempt(), token))
        .map(job -> end(job, token, result))
        .orElseGet(() -> acceptByStore(jobId, token, result));
  }

  /** Goes by the store, because memory may lag behind it: another server may have handed it out. */
  private Uni<Job> acceptByStore(String jobId, String token, AttemptResult result) {
    return jobs.get(jobId)
        .chain(
            job ->
                job.isHeldUnder(result.attempt(), token)
                    ? end(job, token, result)
                    : late(job, token, result));
  }

  private Uni<Job> end(Job job, String token, AttemptResult result) {
    if (job.status != JobStatus.RUNNING) {
      throw ProblemException.of(
          409, "not_running", "the job is " + job.status + "; its assignment was never fetched");
    }
    AttemptEnd end = AttemptEnd.reported(result);
    String worker = job.workerId;
    if (end.reason() == EndReason.HANDED_BACK && worker != null) {
      // Before the job is queued again, or this worker would be the first to get it.
      presence.ends(worker);
    }
    return endAttempt
        .end(job, end)
        .onItem()
        .ifNull()
        .switchTo(() -> acceptByStore(job.id, token, result))
        .call(
            now ->
                end.reason() == EndReason.WORKER_REPORTED && worker != null && !job.printsOnce
                    ? workers.coolDown(worker)
                    : Uni.createFrom().voidItem());
  }

  private Uni<Job> late(Job job, String token, AttemptResult result) {
    Optional<Attempt> attempt =
        job.attempts.stream()
            .filter(a -> a.number() == result.attempt() && a.token().equals(token))
            .findFirst();
    if (attempt.isEmpty()) {
      throw Lease.lost();
    }
    if (attempt.get().outcome() == result.outcome()) {
      // A repeat: the answer to the first one was lost.
      return Uni.createFrom().item(job);
    }
    LateResult evidence = new LateResult(result.outcome(), result.exitCode(), clock.instant());
    return jobs.keepLate(job, result.attempt(), evidence)
        .map(
            kept -> {
              throw Lease.lost();
            });
  }
}
