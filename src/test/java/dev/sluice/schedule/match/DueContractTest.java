package dev.sluice.schedule.match;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.job.StoredJobs;
import dev.sluice.store.PlainStore;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs that wait for their time. */
@ExtendWith(PlainStore.class)
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
