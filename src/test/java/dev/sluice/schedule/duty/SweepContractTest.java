package dev.sluice.schedule.duty;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.schedule.Recovery;
import dev.sluice.schedule.Scheduler;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import dev.sluice.worker.Membership;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class SweepContractTest {
  @Inject Jobs jobs;
  @Inject Scheduler scheduler;
  @Inject Recovery recovery;
  @Inject JobQueue queue;
  @Inject ScheduleConfig config;
  @Inject Membership membership;
  @Inject Workers workers;
  private final ManualTimers timers = new ManualTimers();
  private final List<String> done = new ArrayList<>();

  private record Named(String name, Supplier<Uni<Integer>> work) implements Duty {
    @Override
    public Uni<Integer> runOnce(Instant now) {
      assertThat(now).isEqualTo(TestClock.START);
      return work.get();
    }
  }

  @Test
  void run_beforeTheServerHasRecovered_doesNothingAndAfterwardsAllDutiesAndAnAssignment() {
    RegisteredWorker worker = RegisteredWorker.register(membership, workers, jobs);
    CompletableFuture<String> assigned = new CompletableFuture<>();
    jobs.changes()
        .project(
            change -> {
              if (change.job().status == JobStatus.ASSIGNED) {
                assigned.complete(change.job().id + " on " + change.job().workerId);
              }
            });
    Sweep sweep = sweep(duty("one"), failing(), readTheQueue());

    result(sweep.run());
    assertThat(done).isEmpty();

    result(recovery.run());
    Job queued = StoredJobs.insert(aJob().operation("none").queued());
    result(sweep.run());
    assertThat(done).containsExactly("one", "failing", "read");
    assertThat(result(Uni.createFrom().completionStage(assigned)))
        .isEqualTo(queued.id + " on " + worker.id());

    sweep.close();
    assertThat(timers.waiting()).isZero();
  }

  private Sweep sweep(Duty... duties) {
    return new Sweep(List.of(duties), scheduler, config, new TestClock(), timers, () -> 0.5);
  }

  private Duty duty(String name) {
    return new Named(
        name,
        () -> {
          done.add(name);
          return Uni.createFrom().item(1);
        });
  }

  private Duty readTheQueue() {
    return new Named(
        "read",
        () -> {
          done.add("read");
          return queue.refill().replaceWith(1);
        });
  }

  private Duty failing() {
    return new Named(
        "failing",
        () -> {
          done.add("failing");
          throw new IllegalStateException("a duty that fails");
        });
  }
}
