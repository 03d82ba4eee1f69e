package dev.sluice.schedule;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.job.Jobs;
import dev.sluice.replica.lead.ManualLeadership;
import dev.sluice.schedule.match.Assigner;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.store.PlainStore;
import dev.sluice.store.schema.Migration;
import dev.sluice.store.schema.Migrations;
import dev.sluice.store.schema.SchemaVersion;
import dev.sluice.worker.Presence;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a server reads when it takes the lease: once at its start, and again in each later epoch.
 */
@ExtendWith(PlainStore.class)
class BeginningToLeadContractTest {
  @Inject FollowServers servers;
  @Inject ReclaimServerWork reclaim;
  @Inject JobQueue queue;
  @Inject Assigner assigner;
  @Inject ServerWork serverWork;
  @Inject Jobs jobs;
  @Inject Workers workers;
  @Inject Presence presence;

  private final ManualLeadership leadership = new ManualLeadership(1);
  private final Counted counted = new Counted();
  private Scheduler scheduler;
  private Recovery recovery;

  @BeforeEach
  void aServer() {
    scheduler = new Scheduler(leadership, assigner, serverWork, jobs, workers, presence);
    Migrations migrations = new Migrations(List.of(counted), Clock.systemUTC());
    recovery = new Recovery(servers, reclaim, migrations, queue, scheduler, leadership);
  }

  @AfterEach
  void stop() {
    result(scheduler.stop());
    result(SchemaVersion.mongoCollection().deleteMany(new Document()));
  }

  @Test
  void run_takesTheLeaseWhileItStarts_readsOnce() {
    result(recovery.run());

    assertThat(scheduler.isActive()).isTrue();
    assertThat(counted.runs).hasValue(1);
  }

  @Test
  void change_losesAndTakesTheLease_readsAgain() {
    result(recovery.run());
    leadership.change(0);
    result(SchemaVersion.mongoCollection().deleteMany(new Document()));

    leadership.change(2);

    Eventually.until("the server is active again", scheduler::isActive);
    assertThat(counted.runs).hasValue(2);
  }

  /** Its first run lasts until there is a second, which a sound start never causes. */
  private static final class Counted implements Migration {
    private static final long PATIENCE_MS = 500;

    final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch second = new CountDownLatch(2);

    @Override
    public int number() {
      return 1;
    }

    @Override
    public String what() {
      return "count its runs";
    }

    @Override
    public Uni<Void> run() {
      return Uni.createFrom()
          .voidItem()
          .emitOn(Infrastructure.getDefaultExecutor())
          .invoke(this::count);
    }

    private void count() {
      runs.incrementAndGet();
      second.countDown();
      try {
        second.await(PATIENCE_MS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
