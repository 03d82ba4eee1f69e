package dev.sluice.schedule.match;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.wire.Outcome;
import dev.sluice.worker.FleetInMemory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetCapacityTest {
  private final TestClock clock = new TestClock();
  private final Jobs jobs = new Jobs(Settings.of(JobConfig.class), clock, () -> 0);
  private final FleetInMemory fleet = new FleetInMemory(new ManualTimers());
  private final FleetCapacity capacity = FleetFixture.capacity(fleet, jobs, clock);

  @Test
  void now_aJobBeginsAndAnotherEnds_followsBoth() {
    fleet.join(aWorker().id("w").capacity(4, 4_096, 2));
    change(aJob().id("a").needs(1, 100, Map.of()).runningOn("w").build(), JobStatus.QUEUED);
    assertFree(3, 3_996, 1);

    change(aJob().id("b").needs(2, 200, Map.of()).runningOn("w").build(), JobStatus.QUEUED);
    assertFree(1, 3_796, 0);

    change(
        aJob().id("a").runningOn("w").ended(JobStatus.COMPLETED, Outcome.COMPLETED, 0).build(),
        JobStatus.RUNNING);
    assertFree(2, 3_896, 1);
  }

  @Test
  void now_whatARoundReserved_isFreeInTheNextOne() {
    fleet.join(aWorker().id("w").capacity(4, 4_096, 10));
    change(aJob().id("a").needs(1, 100, Map.of()).runningOn("w").build(), JobStatus.QUEUED);

    capacity.now().get(0).reserve(Kind.of(aJob().needs(2, 1, Map.of()).build()));

    assertFree(3, 3_996, 9);
  }

  private void change(Job job, JobStatus from) {
    jobs.changes().publish(new JobChange(job, from));
  }

  private void assertFree(double cpu, long ramMb, int slots) {
    WorkerCapacity now = capacity.now().get(0);
    assertThat(now.freeCpu()).isEqualTo(cpu);
    assertThat(now.freeRamMb()).isEqualTo(ramMb);
    assertThat(now.freeSlots()).isEqualTo(slots);
  }
}
