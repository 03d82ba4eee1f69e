package dev.sluice.schedule;

import dev.sluice.job.Job;
import dev.sluice.replica.lead.Leadership;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.time.Coalesced;
import dev.sluice.worker.ReclaimAttempts;
import dev.sluice.worker.WorkerId;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Rebuilds the state that the scheduler keeps in memory, from the database: when this process
 * starts, and when it begins to lead.
 */
@Singleton
public final class Recovery {
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final Duration RETRY_AT_MOST = Duration.ofSeconds(2);

  private final FollowServers servers;
  private final ReclaimAttempts reclaim;
  private final ServerWork serverWork;
  private final JobQueue queue;
  private final Scheduler scheduler;
  private final Leadership leadership;
  private final AtomicBoolean listening = new AtomicBoolean();
  private final Coalesced leading =
      new Coalesced("beginning to lead", Infrastructure.getDefaultExecutor(), this::readAndLead);

  Recovery(
      FollowServers servers,
      ReclaimAttempts reclaim,
      ServerWork serverWork,
      JobQueue queue,
      Scheduler scheduler,
      Leadership leadership) {
    this.servers = servers;
    this.reclaim = reclaim;
    this.serverWork = serverWork;
    this.queue = queue;
    this.scheduler = scheduler;
    this.leadership = leadership;
  }

  /** Nothing is assigned before this is done. */
  public Uni<Void> run() {
    if (listening.compareAndSet(false, true)) {
      servers.listen();
      leadership.changes().wake(epoch -> leading.request());
    }
    return servers
        .begin()
        .invoke(scheduler::recovered)
        .chain(leadership::begin)
        .chain(() -> leadership.isLeader() ? lead() : Uni.createFrom().voidItem());
  }

  /** After a failure it tries again, as long as this server leads. */
  private Uni<Void> readAndLead() {
    return Uni.createFrom()
        .deferred(() -> servers.readAgain().chain(this::leadIfDue))
        .onFailure(e -> leadership.isLeader())
        .retry()
        .withBackOff(RETRY, RETRY_AT_MOST)
        .indefinitely();
  }

  private Uni<Void> leadIfDue() {
    return leadership.isLeader() && !scheduler.isActive() ? lead() : Uni.createFrom().voidItem();
  }

  private Uni<Void> lead() {
    long epoch = leadership.epoch();
    return reclaim
        .from(WorkerId.SERVER, this::isOfAnotherServer, "the server that answered it has ended")
        .chain(queue::recover)
        .invoke(() -> scheduler.lead(epoch));
  }

  private boolean isOfAnotherServer(Job job) {
    return job.lease == null || !job.lease.incarnation().equals(serverWork.incarnation());
  }
}
