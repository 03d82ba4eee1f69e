package dev.sluice.schedule;

import dev.sluice.replica.lead.Leadership;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.store.schema.Migrations;
import dev.sluice.store.schema.NewerSchemaException;
import dev.sluice.time.Coalesced;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Rebuilds the state that the scheduler keeps in memory, from the database: when this process
 * starts, and when it begins to lead.
 */
@Singleton
public final class Recovery {
  private static final Logger LOG = Logger.getLogger(Recovery.class);

  private static final Duration RETRY = Duration.ofMillis(200);
  private static final Duration RETRY_AT_MOST = Duration.ofSeconds(2);

  private final FollowServers servers;
  private final ReclaimServerWork reclaim;
  private final Migrations migrations;
  private final JobQueue queue;
  private final Scheduler scheduler;
  private final Leadership leadership;
  private final AtomicBoolean listening = new AtomicBoolean();
  private final AtomicBoolean following = new AtomicBoolean();
  private final Coalesced leading =
      new Coalesced("beginning to lead", Infrastructure.getDefaultExecutor(), this::readAndLead);

  Recovery(
      FollowServers servers,
      ReclaimServerWork reclaim,
      Migrations migrations,
      JobQueue queue,
      Scheduler scheduler,
      Leadership leadership) {
    this.servers = servers;
    this.reclaim = reclaim;
    this.migrations = migrations;
    this.queue = queue;
    this.scheduler = scheduler;
    this.leadership = leadership;
  }

  /** Nothing is assigned before this is done. */
  public Uni<Void> run() {
    if (listening.compareAndSet(false, true)) {
      servers.listen();
    }
    return servers
        .begin()
        .invoke(scheduler::recovered)
        .chain(leadership::begin)
        .chain(() -> leadership.isLeader() ? lead() : nothing())
        .invoke(this::follow);
  }

  /** Leads whenever this server begins to, also when it did while its start was under way. */
  private void follow() {
    if (following.compareAndSet(false, true)) {
      leadership.changes().wake(epoch -> leading.request());
      leading.request();
    }
  }

  /** After a failure it tries again, as long as this server leads. */
  private Uni<Void> readAndLead() {
    return Uni.createFrom()
        .deferred(() -> isDue() ? servers.readAgain().chain(this::leadIfDue) : nothing())
        .onFailure(e -> leadership.isLeader())
        .retry()
        .withBackOff(RETRY, RETRY_AT_MOST)
        .indefinitely();
  }

  private Uni<Void> leadIfDue() {
    return isDue() ? lead() : nothing();
  }

  private boolean isDue() {
    return leadership.isLeader() && !scheduler.isActive();
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  /** A server that is older than the stored data leaves it to another to lead. */
  private Uni<Void> lead() {
    long epoch = leadership.epoch();
    return migrations
        .run()
        .chain(reclaim::run)
        .chain(queue::recover)
        .invoke(() -> scheduler.lead(epoch))
        .onFailure(NewerSchemaException.class)
        .call(
            e -> {
              LOG.errorf("this server does not lead any more: %s", e.getMessage());
              return leadership.resign();
            });
  }
}
