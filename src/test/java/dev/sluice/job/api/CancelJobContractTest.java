package dev.sluice.job.api;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.job.StoredJobs.assign;
import static dev.sluice.job.StoredJobs.end;
import static dev.sluice.job.StoredJobs.insert;
import static dev.sluice.job.StoredJobs.run;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.store.PlainStore;
import jakarta.inject.Inject;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(PlainStore.class)
class CancelJobContractTest {
  @Inject Jobs jobs;
  @Inject CancelJob cancelJob;

  @ParameterizedTest
  @EnumSource(names = {"SUBMITTED", "QUEUED", "ASSIGNED"})
  void cancel_notFetched_cancelsAtOnce(JobStatus status) {
    Job job = at(status);

    Job cancelled = result(cancelJob.cancel(job.id));

    assertThat(cancelled.status).isEqualTo(JobStatus.CANCELLED);
    assertThat(cancelled.attempts).allMatch(Attempt::hasEnded);
    assertThat(jobs.held().find(job.id)).isEmpty();
  }

  @Test
  void cancel_running_cancelsWhenTheAttemptEnds() {
    Job running = run(jobs, insert(queued()), "w");
    Job asked = result(cancelJob.cancel(running.id));
    assertThat(asked.status).isEqualTo(JobStatus.RUNNING);

    Job ended = end(jobs, asked, EndReason.EXIT_CODE);

    assertThat(ended.status).isEqualTo(JobStatus.CANCELLED);
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLETED", "FAILED"})
  void cancel_completedOrFailed_isRefused(JobStatus status) {
    Job job = at(status);

    assertThatThrownBy(() -> result(cancelJob.cancel(job.id)))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("already_final");
  }

  @Test
  void cancel_cancelled_returnsIt() {
    Job job = at(JobStatus.CANCELLED);

    assertThat(result(cancelJob.cancel(job.id)).status).isEqualTo(JobStatus.CANCELLED);
  }

  private Job at(JobStatus status) {
    if (status == JobStatus.SUBMITTED) {
      return insert(submitted());
    }
    Job queued = insert(queued());
    return switch (status) {
      case SUBMITTED, QUEUED -> queued;
      case ASSIGNED -> assign(jobs, queued, "w");
      case RUNNING -> run(jobs, queued, "w");
      case CANCELLED ->
          Objects.requireNonNull(result(jobs.cancelUnfetched(queued, EndReason.CANCELLED)));
      case COMPLETED -> end(jobs, run(jobs, queued, "w"), EndReason.COMPLETED);
      case FAILED -> end(jobs, run(jobs, queued, "w"), EndReason.FAILED);
    };
  }

  private static JobBuilder submitted() {
    return aJob().operation("contract");
  }

  private static JobBuilder queued() {
    return submitted().queued();
  }
}
