package dev.sluice.job.api;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.job.StoredJobs.end;
import static dev.sluice.job.StoredJobs.insert;
import static dev.sluice.job.StoredJobs.now;
import static dev.sluice.job.StoredJobs.run;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.store.PlainStore;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.job.AttemptView.LateResult;
import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No worker can do these jobs' operation, so the scheduler leaves them in the queue. */
@ExtendWith(PlainStore.class)
class RetryJobContractTest {
  @Inject Jobs jobs;
  @Inject RetryJob retryJob;

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "CANCELLED"})
  void retry_failedOrCancelled_queuesTheJobAndClearsItsEnd(EndReason reason) {
    Job over = ended(queued(), reason);

    Job again = result(retryJob.retry(over.id));

    assertThat(again.status).isEqualTo(JobStatus.QUEUED);
    assertThat(again.queuedAt).isNotNull();
    assertThat(again.assignedAt).isNull();
    assertThat(again.startedAt).isNull();
    assertThat(again.completedAt).isNull();
    assertThat(again.expiresAt).isNull();
    assertThat(again.reason).isNull();
    assertThat(again.result).isNull();
    assertThat(again.output).isEqualTo(OutputTotals.NONE);
    assertThat(again.attempts).isEqualTo(over.attempts);
    assertThat(now(again).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void retry_nextAttemptCompletes_completesTheJob() {
    Job over = ended(queued(), EndReason.FAILED);

    Job completed = ended(result(retryJob.retry(over.id)), EndReason.COMPLETED);

    assertThat(completed.status).isEqualTo(JobStatus.COMPLETED);
    assertThat(completed.attempts).extracting(Attempt::number).containsExactly(1, 2);
    assertThat(completed.expiresAt).isNotNull();
  }

  @Test
  void retry_cancelled_clearsTheCancelRequest() {
    Job running = run(jobs, queued(), "w");
    Job asked = Objects.requireNonNull(result(jobs.requestCancel(running)));
    Job cancelled = end(jobs, asked, EndReason.CANCELLED);

    Job failed = ended(result(retryJob.retry(cancelled.id)), EndReason.FAILED);

    assertThat(failed.status).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void retry_expiredUnopened_queuesIt() {
    Job expired =
        Objects.requireNonNull(
            result(jobs.cancelUnfetched(insert(aJob().operation("contract")), EndReason.EXPIRED)));

    assertThat(result(retryJob.retry(expired.id)).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void retry_poison_countsEarlierWorkerDeathsNoMore() {
    Job job = queued();
    for (int i = 0; i < 3; i++) {
      job = end(jobs, run(jobs, job, "w"), EndReason.WORKER_LOST);
    }
    assertThat(job.reason).isEqualTo(EndReason.POISON);

    Job again = result(retryJob.retry(job.id));

    assertThat(end(jobs, run(jobs, again, "w"), EndReason.WORKER_LOST).status)
        .isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void retry_manyCallsAtOnce_queueTheJobOnce() {
    Job over = ended(queued(), EndReason.FAILED);
    List<Uni<Job>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(retryJob.retry(over.id));
    }

    List<Job> answers = result(Uni.join().all(calls).andFailFast());

    assertThat(answers).extracting(job -> job.revision).containsOnly(over.revision + 1);
    assertThat(now(over).revision).isEqualTo(over.revision + 1);
  }

  @Test
  void retry_retriedBefore_leavesTheNewAttemptAlone() {
    Job over = ended(queued(), EndReason.FAILED);
    Job running = run(jobs, result(retryJob.retry(over.id)), "w");

    Job answered = result(retryJob.retry(over.id));

    assertThat(answered.status).isEqualTo(JobStatus.RUNNING);
    assertThat(now(over).revision).isEqualTo(running.revision);
  }

  @Test
  void retry_copyFromBeforeAnotherRetry_findsNothing() {
    Job over = ended(queued(), EndReason.FAILED);
    ended(result(retryJob.retry(over.id)), EndReason.FAILED);

    assertThat(result(jobs.retry(over))).isNull();
  }

  @Test
  void retry_lateResultStoredInBetween_queuesTheJob() {
    Job over = ended(queued(), EndReason.FAILED);
    result(jobs.keepLate(over, 1, new LateResult(Outcome.COMPLETED, 0, Instant.EPOCH)));

    assertThat(result(jobs.retry(over))).isNull();
    assertThat(result(retryJob.retry(over.id)).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void delete_retriedSinceItWasRead_keepsTheJob() {
    Job over = ended(queued(), EndReason.FAILED);
    ended(result(retryJob.retry(over.id)), EndReason.FAILED);

    assertThat(result(jobs.delete(over))).isFalse();
    assertThat(StoredJobs.exists(over)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"SUBMITTED", "QUEUED", "ASSIGNED", "RUNNING"})
  void retry_notEnded_isRefused(JobStatus status) {
    Job live =
        switch (status) {
          case SUBMITTED -> insert(aJob().operation("contract"));
          case QUEUED -> queued();
          case ASSIGNED -> insert(aJob().operation("contract").assignedTo("w"));
          default -> run(jobs, queued(), "w");
        };

    assertThatThrownBy(() -> result(retryJob.retry(live.id)))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("not_ended");
    assertThat(now(live).revision).isEqualTo(live.revision);
  }

  private static Job queued() {
    return insert(aJob().operation("contract").queued());
  }

  private Job ended(Job queued, EndReason reason) {
    return end(jobs, run(jobs, queued, "w"), reason);
  }
}
