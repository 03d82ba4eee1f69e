package dev.sluice.job;

import static dev.sluice.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.attempt.Lease;
import dev.sluice.wire.Outcome;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JobTest {
  @Test
  void isRetriedWithoutAttempt_attemptSinceTheRetry_isFalse() {
    Job job = aJob().tried(Outcome.WORKER_LOST).build();
    assertThat(job.isRetriedWithoutAttempt()).isFalse();

    job.retriedAfter = 1;
    assertThat(job.isRetriedWithoutAttempt()).isTrue();

    job.retriedAfter = 0;
    assertThat(job.isRetriedWithoutAttempt()).isFalse();
  }

  @Test
  void isHeldUnder_anotherAttemptOrToken_isFalse() {
    Job job = aJob().runningOn("w").build();
    job.lease = new Lease("t", "w", "incarnation");

    assertThat(job.isHeldUnder(1, "t")).isTrue();
    assertThat(job.isHeldUnder(2, "t")).isFalse();
    assertThat(job.isHeldUnder(1, "other")).isFalse();
  }

  @Test
  void isHeldLike_anotherLeaseOrStatus_isFalse() {
    Job before = aJob().runningOn("w").build();
    before.lease = new Lease("t", "w", "incarnation");
    Job now = aJob().runningOn("w").build();

    now.lease = before.lease;
    assertThat(now.isHeldLike(before)).isTrue();
    now.status = JobStatus.ASSIGNED;
    assertThat(now.isHeldLike(before)).isFalse();
    now.status = before.status;
    now.lease = new Lease("another", "w", "incarnation");
    assertThat(now.isHeldLike(before)).isFalse();
    now.lease = null;
    assertThat(now.isHeldLike(before)).isFalse();
  }

  @Test
  void waitingSince_queuedAgainByAClient_isThatTime() {
    Job job = aJob().queued().tried(Outcome.WORKER_LOST).build();
    assertThat(job.lastAttempt().orElseThrow().endedAt()).isNotNull();
    assertThat(job.waitingSince()).isEqualTo(job.lastAttempt().orElseThrow().endedAt());

    job.queuedAt = Objects.requireNonNull(job.lastAttempt().orElseThrow().endedAt()).plusSeconds(1);

    assertThat(job.waitingSince()).isEqualTo(job.queuedAt);
  }

  @Test
  void listed_payloadLongerThanAListShows_hasNone() {
    Job job = aJob().payload("\"" + "x".repeat(Job.LISTED_LENGTH - 2) + "\"").build();
    assertThat(job.listed().payload()).isNotNull();

    job.payload = "\"" + "x".repeat(Job.LISTED_LENGTH - 1) + "\"";

    assertThat(job.listed().payload()).isNull();
    assertThat(job.view().payload()).isNotNull();
  }
}
