package dev.sluice.schedule;

import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.JobConfig;
import dev.sluice.job.Jobs;
import dev.sluice.job.submit.Operations;
import dev.sluice.replica.lead.Leads;
import dev.sluice.schedule.match.Assigner;
import dev.sluice.schedule.match.FleetFixture;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.worker.FleetInMemory;
import dev.sluice.worker.Worker;
import dev.sluice.worker.Workers;
import dev.sluice.worker.call.LongPolls;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class HeartbeatsContractTest {
  @Inject Jobs jobs;
  @Inject JobConfig jobConfig;
  @Inject LongPolls polls;
  @Inject ServerWork serverWork;
  @Inject Clock clock;
  private final ManualTimers timers = new ManualTimers();
  private final FleetInMemory fleet = new FleetInMemory(timers);

  @Test
  @DisplayName("many heartbeats together ask for one round, a tenth of a second later")
  void heartbeat_ofManyWorkers_asksForOneRound() {
    Assigner assigner = assignerOfALeader();
    List<Instant> asked = new ArrayList<>();
    assigner.mayAssign().wake(asked::add);

    for (int i = 0; i < 1_000; i++) {
      heartbeat(aWorker().id("w" + i).build());
    }

    assertThat(asked).isEmpty();
    timers.advance(Duration.ofMillis(100));
    assertThat(asked).hasSize(1);
  }

  private Assigner assignerOfALeader() {
    JobQueue queue =
        new JobQueue(
            jobs,
            jobConfig,
            Settings.of(ScheduleConfig.class),
            new Operations(List.of()),
            clock,
            timers);
    Assigner assigner =
        FleetFixture.assigner(
            queue, FleetFixture.capacity(fleet, jobs, clock), polls, clock, timers);
    new Scheduler(Leads.alone(), assigner, serverWork, jobs, fleet.workers, fleet.presence);
    return assigner;
  }

  private void heartbeat(Worker worker) {
    fleet.workers.changes().publish(new Workers.Change(worker, Workers.Change.Kind.HEARTBEAT));
  }
}
