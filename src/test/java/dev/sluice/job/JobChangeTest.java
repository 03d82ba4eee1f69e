package dev.sluice.job;

import static dev.sluice.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.EndReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobChangeTest {
  @ParameterizedTest
  @EnumSource(
      value = EndReason.class,
      names = {"TIMEOUT", "WORKER_REPORTED", "WORKER_LOST", "NOT_FETCHED", "HANDED_BACK", "POISON"})
  void interrupted_endBeyondCommandAndClient_isAttempt(EndReason reason) {
    Job job = aJob().tried(reason, 0).queued().build();

    assertThat(new JobChange(job, JobStatus.RUNNING).interrupted())
        .map(Attempt::reason)
        .contains(reason);
  }

  @ParameterizedTest
  @EnumSource(
      value = EndReason.class,
      names = {"COMPLETED", "EXIT_CODE", "FAILED", "OUTPUT_INVALID", "CANCELLED", "EXPIRED"})
  void interrupted_endOfCommandOrByClient_isEmpty(EndReason reason) {
    Job job = aJob().tried(reason, 0).queued().build();

    assertThat(new JobChange(job, JobStatus.RUNNING).interrupted()).isEmpty();
  }

  @Test
  void interrupted_attemptWentOn_isEmpty() {
    Job job = aJob().tried(EndReason.WORKER_LOST, 0).assignedTo("worker-1").build();

    assertThat(new JobChange(job, JobStatus.QUEUED).interrupted()).isEmpty();
  }

  @Test
  void interrupted_laterMove_isEmpty() {
    Job job = aJob().tried(EndReason.WORKER_LOST, 0).queued().build();

    assertThat(new JobChange(job, JobStatus.QUEUED).interrupted()).isEmpty();
  }
}
