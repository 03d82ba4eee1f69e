package dev.sluice.schedule.status;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.GateInMemory;
import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.submit.Operations;
import dev.sluice.output.stream.FleetView.Pending;
import dev.sluice.schedule.match.FleetFixture;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.worker.FleetInMemory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WhyPendingTest {
  private final TestClock clock = new TestClock();
  private final ManualTimers timers = new ManualTimers();
  private final JobConfig jobConfig = Settings.of(JobConfig.class);
  private final ScheduleConfig config = Settings.of(ScheduleConfig.class);
  private final FleetInMemory fleet = new FleetInMemory(timers);
  private final Jobs jobs = new Jobs(jobConfig, clock, () -> 0.5);
  private final WhyPending why =
      new WhyPending(
          new JobQueue(jobs, jobConfig, config, new Operations(List.of()), clock, timers),
          FleetFixture.capacity(fleet, jobs, clock),
          fleet.presence,
          config,
          clock);

  @Test
  void pending_noWorkers_saysSo() {
    assertThat(why.pending(queue(aJob()))).isEqualTo(new Pending(1, Map.of("workers", 0)));
  }

  @Test
  void pending_workersWithObstacles_countsThemByObstacle() {
    fleet.join(aWorker().id("a").draining());
    fleet.join(aWorker().id("b").capacity(1, 64, 1));
    fleet.join(aWorker().id("c").capacity(1, 64, 1));
    fleet.join(aWorker().id("d"));
    fleet.presence.suspect("d");

    Pending pending = why.pending(queue(aJob().needs(2, 64, Map.of())));

    assertThat(pending.waitingOn())
        .containsExactlyInAnyOrderEntriesOf(Map.of("draining", 1, "cpu", 2, "suspect", 1));
  }

  @Test
  void pending_jobFitsOnAWorker_waitsOnNothing() {
    fleet.join(aWorker().id("a").draining());
    fleet.join(aWorker().id("b"));

    assertThat(why.pending(queue(aJob())).waitingOn()).isEmpty();
  }

  @Test
  void pending_jobNotDue_waitsOnItsTimeOnly() {
    JobBuilder later = aJob();
    later.build().notBefore = clock.instant().plus(Duration.ofHours(1));

    assertThat(why.pending(queue(later)).waitingOn()).isEqualTo(Map.of("not_before", 1));
  }

  @Test
  void pending_secondInTheQueue_hasPositionTwo() {
    queue(aJob().id("first").priority(9));

    assertThat(why.pending(queue(aJob().id("second"))).position()).isEqualTo(2);
  }

  @Test
  void pending_jobNotInTheBacklog_hasNoPosition() {
    assertThat(why.pending(aJob().queued().build())).isEqualTo(new Pending(0, Map.of()));
  }

  @Test
  void heartbeatAgeMs_workerHeardAWhileAgo_isThatWhile() {
    fleet.join(aWorker());
    timers.advance(Duration.ofSeconds(7));

    assertThat(why.heartbeatAgeMs("worker-1")).hasValue(7_000);
  }

  private Job queue(JobBuilder builder) {
    return GateInMemory.wrote(jobs, builder.queued().build(), JobStatus.SUBMITTED);
  }
}
