package dev.sluice.replica.lead;

import dev.sluice.time.Coalesced;
import dev.sluice.time.Polling;
import dev.sluice.time.Timers;
import dev.sluice.time.Topic;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Elects one leader among the servers of one database, by a lease document. The leader renews it by
 * conditional writes; another server takes it when it has seen no renewal for a lease. Each server
 * measures by its own monotonic clock: the leader from before it sends a renewal, the others from
 * after they have read it, and a tenth longer. So a leader has stopped before another begins, as
 * long as the rates of their clocks differ by less than that; a difference in time of day and a
 * jump of it do not matter.
 *
 * <p>Source: C. Gray and D. Cheriton, "Leases: an efficient fault-tolerant mechanism for
 * distributed file cache consistency", SOSP 1989, with epochs instead of stored times.
 */
final class Election implements Leadership {
  private static final Logger LOG = Logger.getLogger(Election.class);

  private static final int LOOKS_PER_LEASE = 6;

  private final String id;
  private final Leases leases;
  private final Duration lease;
  private final Timers timers;
  private final DoubleSupplier jitter;
  private final Topic<Long> changes = new Topic<>();
  private final Coalesced looks =
      new Coalesced("looking at who leads", Infrastructure.getDefaultExecutor(), this::tryToLook);
  private @Nullable Polling polling;
  private @Nullable LeaderLease seen;
  private long seenAt;
  private @Nullable LeaderLease mine;
  private long leadsUntil;
  private boolean resigned;

  /**
   * @param id of this server
   */
  Election(String id, Leases leases, Duration lease, Timers timers, DoubleSupplier jitter) {
    this.id = id;
    this.leases = leases;
    this.lease = lease;
    this.timers = timers;
    this.jitter = jitter;
  }

  @Override
  public synchronized long epoch() {
    return mine != null && leadsUntil - timers.nanoTime() > 0 ? mine.epoch : 0;
  }

  @Override
  public synchronized @Nullable Leader leader() {
    LeaderLease known = epoch() > 0 ? mine : seen;
    return known == null || known.holder.isEmpty()
        ? null
        : new Leader(known.holder, known.epoch, known.since, known.holder.equals(id));
  }

  @Override
  public Topic<Long> changes() {
    return changes;
  }

  @Override
  public Uni<Void> begin() {
    return look().invoke(this::lookPeriodically);
  }

  private synchronized void lookPeriodically() {
    if (!resigned && polling == null) {
      polling = Polling.every(lease.dividedBy(LOOKS_PER_LEASE), timers, jitter, looks::request);
    }
  }

  /** A leader that cannot renew in time says so once; the failures before need no warning each. */
  private Uni<Void> tryToLook() {
    return look()
        .onFailure()
        .invoke(e -> LOG.debug("cannot look at who leads", e))
        .onFailure()
        .recoverWithNull();
  }

  /** Renews the lease, or takes it if it has lapsed. */
  Uni<Void> look() {
    LeaderLease held = stillMine();
    return held == null ? lookAtOther() : renew(held);
  }

  /** The lease if this server leads; a lease that has lapsed is given up. */
  private @Nullable LeaderLease stillMine() {
    synchronized (this) {
      if (mine == null || epoch() > 0) {
        return mine;
      }
      seen = mine;
      seenAt = timers.nanoTime();
      mine = null;
    }
    LOG.warn("this server does not lead any more: it could not renew its lease in time");
    changes.publish(0L);
    return null;
  }

  private Uni<Void> renew(LeaderLease held) {
    long start = timers.nanoTime();
    return leases.renew(held).invoke(renewed -> renewed(held, renewed, start)).replaceWithVoid();
  }

  private void renewed(LeaderLease held, @Nullable LeaderLease renewed, long start) {
    synchronized (this) {
      if (mine == null || mine.epoch != held.epoch) {
        return;
      }
      if (renewed != null) {
        mine = renewed;
        leadsUntil = start + lease.toNanos();
        return;
      }
      mine = null;
    }
    LOG.warn("this server does not lead any more: another server took its lease");
    changes.publish(0L);
  }

  private Uni<Void> lookAtOther() {
    return leases.find().chain(this::takeIfLapsed);
  }

  private Uni<Void> takeIfLapsed(@Nullable LeaderLease stored) {
    if (!mayTake(stored)) {
      return Uni.createFrom().voidItem();
    }
    long start = timers.nanoTime();
    return leases
        .take(stored, id)
        .onItem()
        .ifNotNull()
        .transformToUni(taken -> taken(taken, start));
  }

  private synchronized boolean mayTake(@Nullable LeaderLease stored) {
    if (resigned) {
      return false;
    }
    if (stored == null || stored.holder.isEmpty()) {
      return true;
    }
    if (seen == null || !seen.isSameAs(stored)) {
      seen = stored;
      seenAt = timers.nanoTime();
      return false;
    }
    return timers.nanoTime() - seenAt > lease.toNanos() * 11 / 10;
  }

  private Uni<Void> taken(LeaderLease taken, long start) {
    synchronized (this) {
      if (resigned) {
        return leases.release(taken);
      }
      mine = taken;
      leadsUntil = start + lease.toNanos();
    }
    LOG.infof("this server, %s, leads from now on, in epoch %d", id, taken.epoch);
    changes.publish(taken.epoch);
    return Uni.createFrom().voidItem();
  }

  @Override
  public Uni<Void> resign() {
    LeaderLease held;
    synchronized (this) {
      resigned = true;
      if (polling != null) {
        polling.close();
      }
      held = mine;
      mine = null;
    }
    return held == null ? Uni.createFrom().voidItem() : leases.release(held);
  }
}
