package dev.sluice.job;

import static dev.sluice.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.RetryPolicy.Decision;
import dev.sluice.job.RetryPolicy.Finish;
import dev.sluice.job.RetryPolicy.TryAgain;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.time.Backoff;
import dev.sluice.wire.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
  private static final Decision AT_ONCE = new TryAgain(Duration.ZERO);
  private static final Decision AFTER_1_S = new TryAgain(Duration.ofSeconds(1));

  private final RetryPolicy policy =
      new RetryPolicy(3, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10)), () -> 1);

  @Test
  void after_workerLost_triesAgainEvenWithoutRetries() {
    Job job = aJob().maxRetries(0).tried(Outcome.WORKER_LOST).runningOn("w").build();

    assertThat(after(job, EndReason.WORKER_LOST)).isEqualTo(AFTER_1_S);
  }

  @Test
  void after_jobThatRunsOnce_failsUnlessItWasNotFetched() {
    Job job = aJob().maxRetries(3).runningOn("w").build();
    job.runsOnce = true;

    for (EndReason end :
        List.of(EndReason.WORKER_LOST, EndReason.HANDED_BACK, EndReason.WORKER_REPORTED)) {
      assertThat(after(job, end)).isEqualTo(failed(end));
    }
    assertThat(after(job, EndReason.NOT_FETCHED)).isEqualTo(AT_ONCE);
    assertThat(after(job, EndReason.COMPLETED))
        .isEqualTo(new RetryPolicy.Finish(JobStatus.COMPLETED, EndReason.COMPLETED));
  }

  @ParameterizedTest
  @EnumSource(names = {"WORKER_LOST", "HANDED_BACK", "WORKER_REPORTED", "TIMEOUT"})
  void after_jobThatPrintsOnce_triesAgainUnlessItHasPrinted(EndReason end) {
    Job job = aJob().maxRetries(3).runningOn("w").build();
    job.printsOnce = true;

    assertThat(policy.after(job, end, true)).isEqualTo(failed(end));
    assertThat(policy.after(job, end, false)).isInstanceOf(TryAgain.class);
  }

  @Test
  void after_firstWorkerLost_triesAgainAtOnce() {
    Job job = aJob().maxRetries(0).runningOn("w").build();

    assertThat(after(job, EndReason.WORKER_LOST)).isEqualTo(AT_ONCE);
  }

  @Test
  void after_timeout_triesAgainWhileRetriesAreLeft() {
    assertThat(after(aJob().maxRetries(1).runningOn("w").build(), EndReason.TIMEOUT))
        .isEqualTo(AFTER_1_S);
    assertThat(after(aJob().maxRetries(0).runningOn("w").build(), EndReason.TIMEOUT))
        .isEqualTo(failed(EndReason.TIMEOUT));
  }

  @Test
  void after_failuresInARow_waitsLongerUpToTheCap() {
    List<Duration> delays = new ArrayList<>();
    for (int failures = 0; failures < 6; failures++) {
      JobBuilder job = aJob().maxRetries(100);
      for (int i = 0; i < failures; i++) {
        job.tried(Outcome.WORKER_REPORTED);
      }
      delays.add(((TryAgain) after(job.runningOn("w").build(), EndReason.TIMEOUT)).delay());
    }

    assertThat(delays).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
  }

  @Test
  void after_jitter_waitsForHalfOfTheDelayAtLeast() {
    RetryPolicy none =
        new RetryPolicy(3, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10)), () -> 0);

    assertThat(none.after(aJob().runningOn("w").build(), EndReason.TIMEOUT, true))
        .isEqualTo(new TryAgain(Duration.ofMillis(500)));
  }

  @Test
  void after_thirdWorkerLost_failsAsPoison() {
    Job job = aJob().tried(Outcome.WORKER_LOST).tried(Outcome.WORKER_LOST).runningOn("w").build();

    assertThat(after(job, EndReason.WORKER_LOST)).isEqualTo(failed(EndReason.POISON));
  }

  @Test
  void after_workerReported_triesAgainWhileRetriesAreLeft() {
    Job job = aJob().maxRetries(2).tried(Outcome.WORKER_REPORTED).runningOn("w").build();

    assertThat(after(job, EndReason.WORKER_REPORTED))
        .isEqualTo(new TryAgain(Duration.ofSeconds(2)));
  }

  @Test
  void after_workerReportedWithoutRetriesLeft_fails() {
    Job job = aJob().maxRetries(1).tried(Outcome.WORKER_REPORTED).runningOn("w").build();

    assertThat(after(job, EndReason.WORKER_REPORTED)).isEqualTo(failed(EndReason.WORKER_REPORTED));
  }

  @ParameterizedTest
  @EnumSource(names = {"NOT_FETCHED", "HANDED_BACK", "WORKER_LOST"})
  void after_earlierAttemptWasNoRetry_triesAgain(EndReason earlier) {
    Job job = aJob().maxRetries(1).tried(earlier, 0).runningOn("w").build();

    assertThat(after(job, EndReason.WORKER_REPORTED)).isEqualTo(AFTER_1_S);
  }

  @ParameterizedTest
  @EnumSource(names = {"NOT_FETCHED", "HANDED_BACK"})
  void after_attemptReturned_triesAgainWithoutRetries(EndReason reason) {
    Job job = aJob().maxRetries(0).runningOn("w").build();

    assertThat(after(job, reason)).isEqualTo(AT_ONCE);
  }

  @Test
  void after_exitCode_fails() {
    Job job = aJob().runningOn("w").build();

    assertThat(after(job, EndReason.EXIT_CODE)).isEqualTo(failed(EndReason.EXIT_CODE));
  }

  @Test
  void after_exitCodeWithRetryOnExit_triesAgain() {
    Job job = aJob().retryOnExit().maxRetries(1).runningOn("w").build();

    assertThat(after(job, EndReason.EXIT_CODE)).isEqualTo(AFTER_1_S);
  }

  @Test
  void after_exitCodeWithRetryOnExitWithoutRetriesLeft_fails() {
    Job job = aJob().retryOnExit().maxRetries(1).tried(Outcome.EXIT_CODE).runningOn("w").build();

    assertThat(after(job, EndReason.EXIT_CODE)).isEqualTo(failed(EndReason.EXIT_CODE));
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "OUTPUT_INVALID"})
  void after_failureOfTheJob_fails(EndReason reason) {
    Job job = aJob().retryOnExit().runningOn("w").build();

    assertThat(after(job, reason)).isEqualTo(failed(reason));
  }

  @Test
  void after_completed_completes() {
    Job job = aJob().runningOn("w").build();
    job.cancelRequested = true;

    assertThat(after(job, EndReason.COMPLETED))
        .isEqualTo(new Finish(JobStatus.COMPLETED, EndReason.COMPLETED));
  }

  @ParameterizedTest
  @EnumSource(names = {"EXIT_CODE", "TIMEOUT", "WORKER_LOST", "WORKER_REPORTED", "CANCELLED"})
  void after_cancelWasRequested_cancels(EndReason reason) {
    Job job = aJob().retryOnExit().runningOn("w").build();
    job.cancelRequested = true;

    assertThat(after(job, reason)).isEqualTo(new Finish(JobStatus.CANCELLED, reason));
  }

  @Test
  void after_handedBackAndCancelWasRequested_cancelsWithTheOutcomeOfTheAttempt() {
    Job job = aJob().runningOn("w").build();
    job.cancelRequested = true;

    assertThat(after(job, EndReason.HANDED_BACK))
        .isEqualTo(new Finish(JobStatus.CANCELLED, EndReason.WORKER_REPORTED));
  }

  private Decision after(Job job, EndReason reason) {
    return policy.after(job, reason, true);
  }

  private static Decision failed(EndReason reason) {
    return new Finish(JobStatus.FAILED, reason);
  }
}
