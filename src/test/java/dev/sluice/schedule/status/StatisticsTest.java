package dev.sluice.schedule.status;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.GateInMemory;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.submit.Operations;
import dev.sluice.schedule.match.FleetFixture;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.wire.Stats;
import dev.sluice.worker.FleetInMemory;
import dev.sluice.worker.Worker;
import dev.sluice.worker.process.Processes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  private final TestClock clock = new TestClock();
  private final JobConfig jobConfig = Settings.of(JobConfig.class);
  private final FleetInMemory fleet = new FleetInMemory(new ManualTimers());
  private final Jobs jobs = new Jobs(jobConfig, clock, () -> 0.5);
  private final Statistics statistics =
      new Statistics(
          new JobCounts(jobs, new ManualTimers(), clock),
          new JobQueue(
              jobs,
              jobConfig,
              Settings.of(ScheduleConfig.class),
              new Operations(List.of()),
              clock,
              new ManualTimers()),
          FleetFixture.capacity(fleet, jobs, clock),
          new Processes(fleet.workers, fleet.cache),
          clock);

  @Test
  void stats_emptySystem_isZeroWithoutAnAge() {
    Stats stats = statistics.stats(Map.of(), 0, TestClock.START);

    assertThat(stats.jobs()).hasSize(JobStatus.values().length).doesNotContainValue(1L);
    assertThat(stats.workers()).hasSize(Worker.Status.values().length).doesNotContainValue(1L);
    assertThat(stats.processes())
        .isEqualTo(
            Map.of(
                "STARTING",
                0L,
                "READY",
                0L,
                "BUSY",
                0L,
                "STOPPING",
                0L,
                "STOPPED",
                0L,
                "FAILED",
                0L));
    assertThat(stats.oldestQueuedMs()).isNull();
  }

  @Test
  void stats_workers_areCountedByStatus() {
    fleet.join(aWorker().id("a"));
    fleet.join(aWorker().id("b"));
    fleet.join(aWorker().id("busy"));
    fleet.join(aWorker().id("draining").draining());
    fleet.join(aWorker().id("offline").offline());
    GateInMemory.wrote(jobs, aJob().runningOn("busy").build(), JobStatus.QUEUED);

    Stats stats = statistics.stats(Map.of(JobStatus.RUNNING, 1L), 7, TestClock.START);

    assertThat(stats.workers())
        .isEqualTo(
            Map.of(
                "IDLE",
                2L,
                "BUSY",
                1L,
                "DRAINING",
                1L,
                "OFFLINE",
                1L,
                "UNHEALTHY",
                0L,
                "DELETED",
                0L));
    assertThat(stats.jobs()).containsEntry("RUNNING", 1L).containsEntry("QUEUED", 0L);
    assertThat(stats.queueLength()).isZero();
    assertThat(stats.completedLastMinute()).isEqualTo(7);
  }

  @Test
  void stats_queuedJobs_haveTheStoredLengthAndTheAgeOfTheOldest() {
    queue("late", 3);
    queue("early", 10);

    Stats stats = statistics.stats(Map.of(JobStatus.QUEUED, 9L), 0, TestClock.START);

    assertThat(stats.queueLength()).isEqualTo(9);
    assertThat(stats.oldestQueuedMs()).isEqualTo(10_000);
  }

  private void queue(String id, long secondsAgo) {
    GateInMemory.wrote(
        jobs,
        aJob().id(id).queuedAt(TestClock.START.minusSeconds(secondsAgo)).build(),
        JobStatus.SUBMITTED);
  }
}
