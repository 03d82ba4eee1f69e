package dev.sluice.schedule.match;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import dev.sluice.job.EndReason;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class JobQueueContractTest {
  @Inject Jobs jobs;
  @Inject JobQueue queue;

  @Test
  void recheck_jobNotQueuedAnyMore_leavesTheBacklog() {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());
    result(jobs.cancelUnfetched(queued, EndReason.CANCELLED));
    // As if it had been read before the cancellation and taken over after it.
    queue.backlog().add(QueuedJob.of(queued, Duration.ofMinutes(1)));

    result(queue.recheck(List.of(queued.id, "job-none")));

    assertThat(queue.backlog().find(queued.id)).isEmpty();
  }
}
