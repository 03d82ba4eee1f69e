package dev.sluice.schedule.match;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.job.StoredJobs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Jobs that wait for their time. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class DueContractTest {
  @Inject JobQueue queue;
  @Inject Clock clock;

  @Test
  void untilNextDue_jobBeforeItsTime_isNoLongerThanThat() {
    JobBuilder later = aJob().operation("contract").queued();
    later.build().notBefore = clock.instant().plus(Duration.ofHours(1));
    Job waiting = StoredJobs.insert(later);
    result(queue.refill());

    assertThat(queue.untilNextDue())
        .get()
        .satisfies(wait -> assertThat(wait).isPositive().isLessThanOrEqualTo(Duration.ofHours(1)));
    assertThat(queue.headsForWorkers(1_000))
        .allSatisfy(head -> assertThat(head).extracting(QueuedJob::id).doesNotContain(waiting.id));
  }
}
