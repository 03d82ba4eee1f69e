package dev.sluice.schedule.duty;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import dev.sluice.job.EndReason;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.Lease;
import dev.sluice.job.Placement;
import dev.sluice.job.StoredJobs;
import dev.sluice.output.EndAttempt;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.wire.Outcome;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tests pass their own time, at which no job of the running duties is overdue. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class OverdueContractTest {
  private static final Duration LIMIT = Duration.ofMillis(1);

  @Inject Jobs jobs;
  @Inject EndAttempt endAttempt;
  @Inject JobConfig jobConfig;
  @Inject ScheduleConfig config;
  private EnforceTimeouts timeouts;
  private ReclaimUnfetched unfetched;

  @BeforeEach
  void duties() {
    timeouts = new EnforceTimeouts(jobs, endAttempt, jobConfig, config);
    unfetched = new ReclaimUnfetched(jobs);
  }

  @Test
  void runOnce_pastLimitGraceAndMargin_endsTheJob() {
    Job running = running();
    Instant due = started(running).plus(LIMIT).plus(jobConfig.grace()).plus(config.overdueMargin());

    assertThat(timeouts.isOverdue(running, due)).isFalse();
    assertThat(timeouts.isOverdue(running, due.plusMillis(1))).isTrue();
    int ended = result(timeouts.runOnce(due.plusMillis(1)));

    assertThat(ended).isPositive();
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
    assertThat(StoredJobs.now(running).attempts.get(0).outcome()).isEqualTo(Outcome.TIMEOUT);
  }

  @Test
  void runOnce_timeLeft_leavesTheJob() {
    Job running = running();

    result(timeouts.runOnce(started(running).plus(LIMIT).plus(jobConfig.grace())));

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void isOverdue_assignedJob_isFalse() {
    Job assigned = assigned(Instant.parse("2999-01-01T00:00:00Z"));

    assertThat(timeouts.isOverdue(assigned, Instant.parse("2998-01-01T00:00:00Z"))).isFalse();
  }

  @Test
  void end_attemptEndedMeanwhile_isEmpty() {
    Job running = running();
    StoredJobs.end(jobs, running, EndReason.WORKER_LOST);

    assertThat(result(timeouts.end(running))).isNull();
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void runOnce_assignmentNotFetched_queuesTheJobAgain() {
    Instant fetchBy = Instant.parse("2998-01-01T00:00:00Z");
    Job assigned = assigned(fetchBy);

    assertThat(unfetched.isOverdue(assigned, fetchBy)).isFalse();
    int reclaimed = result(unfetched.runOnce(fetchBy.plusMillis(1)));

    assertThat(reclaimed).isPositive();
    assertThat(StoredJobs.now(assigned).status).isEqualTo(JobStatus.QUEUED);
    assertThat(StoredJobs.now(assigned).attempts.get(0).reason()).isEqualTo(EndReason.NOT_FETCHED);
  }

  @Test
  void isOverdue_fetchedJob_isFalse() {
    Job running = running();

    assertThat(unfetched.isOverdue(running, Instant.MAX)).isFalse();
  }

  private Job running() {
    Job queued =
        StoredJobs.insert(aJob().timeoutMs(LIMIT.toMillis()).operation("contract").queued());
    return StoredJobs.run(jobs, queued, "w");
  }

  private Job assigned(Instant fetchBy) {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());
    Lease lease = new Lease(queued.id, "w", "incarnation-1", fetchBy);
    return result(jobs.assign(List.of(new Placement(queued.id, 1, lease, false)))).get(0);
  }

  private static Instant started(Job job) {
    Instant at = job.startedAt;
    if (at == null) {
      throw new AssertionError("it does not run");
    }
    return at;
  }
}
