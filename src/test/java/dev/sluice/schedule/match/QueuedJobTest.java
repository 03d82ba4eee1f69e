package dev.sluice.schedule.match;

import static dev.sluice.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QueuedJobTest {
  private static final Instant NOW = TestClock.START;
  private static final Duration AGEING = Duration.ofMinutes(1);

  @Test
  void rankOf_samePriority_olderFirst() {
    assertThat(rank(5, NOW)).isLessThan(rank(5, NOW.plusMillis(1)));
  }

  @Test
  void rankOf_sameAge_urgentFirst() {
    assertThat(rank(6, NOW)).isLessThan(rank(5, NOW));
  }

  @Test
  void rankOf_longWait_outweighsPriority() {
    Instant nineMinutesAgo = NOW.minus(AGEING.multipliedBy(9));

    assertThat(rank(0, nineMinutesAgo)).isEqualTo(rank(9, NOW));
    assertThat(rank(0, nineMinutesAgo.minusMillis(1))).isLessThan(rank(9, NOW));
  }

  @Test
  void retriedBy_retryFurtherAwayThanAnyPolicySets_isCapped() {
    QueuedJob job = retryAt(NOW.plus(Duration.ofHours(1)));

    assertThat(job.retriedBy(NOW.plusSeconds(300)).dueAt()).isEqualTo(NOW.plusSeconds(300));
    assertThat(job.retriedBy(NOW.plus(Duration.ofHours(2)))).isSameAs(job);
  }

  @Test
  void isDue_startTimeAndRetry_waitsForTheLater() {
    Job job = aJob().queued().build();
    job.retryAt = NOW.plusSeconds(10);
    job.notBefore = NOW.plusSeconds(20);
    assertThat(QueuedJob.of(job, AGEING).dueAt()).isEqualTo(NOW.plusSeconds(20));

    job.retryAt = NOW.plusSeconds(30);
    QueuedJob queued = QueuedJob.of(job, AGEING);
    assertThat(queued.dueAt()).isEqualTo(NOW.plusSeconds(30));
    assertThat(queued.isDue(NOW.plusSeconds(29))).isFalse();
    assertThat(queued.isDue(NOW.plusSeconds(30))).isTrue();
  }

  @Test
  void isDue_noTime_isAlways() {
    QueuedJob job = QueuedJob.of(aJob().queued().build(), AGEING);

    assertThat(job.dueAt()).isNull();
    assertThat(job.isDue(Instant.MIN)).isTrue();
  }

  private static QueuedJob retryAt(Instant at) {
    Job job = aJob().queued().build();
    job.retryAt = at;
    return QueuedJob.of(job, AGEING);
  }

  private static long rank(int priority, Instant queuedAt) {
    return QueuedJob.rankOf(priority, queuedAt, AGEING);
  }
}
