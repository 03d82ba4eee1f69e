package dev.sluice.job;

import static dev.sluice.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
  private final RetryPolicy policy = new RetryPolicy(3);

  @Test
  void aWorkersDeathIsTriedAgain() {
    Job job = aJob().maxRetries(0).tried(Outcome.WORKER_LOST).runningOn("w").build();

    assertThat(policy.judge(job, Outcome.WORKER_LOST).retry()).isTrue();
  }

  @Test
  void theThirdDeathIsHeldToBeTheJobsDoing() {
    Job job = aJob().tried(Outcome.WORKER_LOST).tried(Outcome.WORKER_LOST).runningOn("w").build();

    assertThat(policy.judge(job, Outcome.WORKER_LOST))
        .isEqualTo(RetryPolicy.Verdict.fail("POISON"));
  }

  @Test
  void aWorkersOwnFailureIsTriedAgainWhileRetriesAreLeft() {
    Job job = aJob().maxRetries(2).tried(Outcome.WORKER_REPORTED).runningOn("w").build();

    assertThat(policy.judge(job, Outcome.WORKER_REPORTED).retry()).isTrue();
  }

  @Test
  void aWorkersOwnFailureFailsTheJobWhenRetriesAreUsedUp() {
    Job job = aJob().maxRetries(1).tried(Outcome.WORKER_REPORTED).runningOn("w").build();

    assertThat(policy.judge(job, Outcome.WORKER_REPORTED))
        .isEqualTo(RetryPolicy.Verdict.fail("WORKER_REPORTED"));
  }

  @Test
  void whatWasNeverFetchedAndDeathsDoNotCountAgainstTheRetries() {
    Job job =
        aJob()
            .maxRetries(1)
            .tried(Outcome.WORKER_REPORTED, Jobs.NOT_FETCHED, 0)
            .tried(Outcome.WORKER_LOST)
            .runningOn("w")
            .build();

    assertThat(policy.judge(job, Outcome.WORKER_REPORTED).retry()).isTrue();
  }

  @Test
  void anExitCodeFailsAtOnce() {
    Job job = aJob().runningOn("w").build();

    assertThat(policy.judge(job, Outcome.EXIT_CODE))
        .isEqualTo(RetryPolicy.Verdict.fail("EXIT_CODE"));
  }

  @Test
  void anExitCodeIsTriedAgainWhenTheJobSaysSo() {
    Job job = aJob().retryOnExit().maxRetries(1).runningOn("w").build();

    assertThat(policy.judge(job, Outcome.EXIT_CODE).retry()).isTrue();
  }

  @Test
  void thenToo_butOnlyAsOftenAsItSays() {
    Job job = aJob().retryOnExit().maxRetries(1).tried(Outcome.EXIT_CODE).runningOn("w").build();

    assertThat(policy.judge(job, Outcome.EXIT_CODE).retry()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "TIMEOUT", "CANCELLED", "COMPLETED"})
  void nothingElseIsTriedAgain(Outcome outcome) {
    Job job = aJob().retryOnExit().runningOn("w").build();

    assertThat(policy.judge(job, outcome)).isEqualTo(RetryPolicy.Verdict.fail(outcome.name()));
  }
}
