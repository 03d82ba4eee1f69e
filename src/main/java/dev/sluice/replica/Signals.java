package dev.sluice.replica;

import dev.sluice.store.SharedStore;
import dev.sluice.time.Coalesced;
import dev.sluice.time.Polling;
import dev.sluice.time.Serial;
import dev.sluice.time.Timers;
import dev.sluice.time.Topic;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells the servers of one database what each of them writes, so that none waits for its next look
 * at the database. Each server appends its signals to a log of its own in the store, and reads on
 * in those of the others, more often while they write. A server that is alone writes none.
 *
 * <p>Signals only wake: one that is lost costs time and nothing else. When some may be lost,
 * because a server joined, ended or was too far behind, {@link #missed()} says that everything must
 * be read again (decision 0043).
 */
@Singleton
public final class Signals {
  private static final Logger LOG = Logger.getLogger(Signals.class);

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);

  /** The look at the members by which all servers know this one. */
  private static final int KNOWN_AT_LOOK = 3;

  private final ServerId self;
  private final SharedStore store;
  private final Members members;
  private final SignalLog log;
  private final ReplicaConfig config;
  private final Timers timers;
  private final Outbox outbox;
  private final Inbox inbox;
  private final Topic<Signal> received = new Topic<>();
  private final Topic<Integer> missed = new Topic<>();
  private final Coalesced looks =
      new Coalesced("looking for servers", Infrastructure.getDefaultExecutor(), this::tryToLook);
  private volatile Map<String, Peer> peers = Map.of();
  private @Nullable Polling polling;
  private Duration pause = SHORTEST_PAUSE;
  private int lookCount;
  private volatile boolean ended;

  Signals(
      ServerId self,
      SharedStore store,
      Members members,
      SignalLog log,
      ReplicaConfig config,
      Timers timers) {
    this.self = self;
    this.store = store;
    this.members = members;
    this.log = log;
    this.config = config;
    this.timers = timers;
    this.outbox = new Outbox(self.value(), log, timers);
    this.inbox = new Inbox(log, received::publish, () -> missed.publish(peers.size()));
  }

  /** Publishes each signal of another server, in the order of that server. */
  public Topic<Signal> received() {
    return received;
  }

  /** Publishes the number of other servers when signals of theirs may be lost. */
  public Topic<Integer> missed() {
    return missed;
  }

  /** Whether other servers use the store, as far as this one knows. */
  public boolean hasPeers() {
    return !peers.isEmpty();
  }

  /** The ids of the other servers. */
  public List<String> peers() {
    return List.copyOf(peers.keySet());
  }

  /** Tells the other servers; does nothing while there are none. */
  public void send(Signal signal) {
    if (hasPeers()) {
      outbox.send(signal);
    }
  }

  /** Joins the servers of the database. Everything is to be read from it afterwards. */
  public Uni<Void> begin(DoubleSupplier jitter) {
    if (!store.isShared()) {
      return Uni.createFrom().voidItem();
    }
    return look().invoke(() -> follow(jitter));
  }

  private synchronized void follow(DoubleSupplier jitter) {
    if (polling == null) {
      polling = Polling.every(config.presence(), timers, jitter, looks::request);
      timers.after(pause, this::read);
    }
  }

  /** Leaves the servers of the database, which read again what this one wrote last. */
  public Uni<Void> end() {
    ended = true;
    synchronized (this) {
      if (polling == null) {
        return Uni.createFrom().voidItem();
      }
      polling.close();
    }
    peers = Map.of();
    return members.leave(self).chain(() -> log.deleteAll(self.value()));
  }

  /** While the store is away there is nothing to see, and no use in a warning each second. */
  private Uni<Void> tryToLook() {
    return look()
        .onFailure()
        .invoke(e -> LOG.debug("cannot look for other servers", e))
        .onFailure()
        .recoverWithNull();
  }

  /** Says that this server runs, and takes over which others do. */
  Uni<Void> look() {
    if (ended) {
      return Uni.createFrom().voidItem();
    }
    return members
        .renew(self, outbox.next())
        .chain(members::all)
        .chain(this::takeOver)
        .chain(outbox::deleteOld);
  }

  private Uni<Void> takeOver(List<Member> all) {
    long now = timers.nanoTime();
    Map<String, Peer> next = new TreeMap<>();
    List<Member> gone = new ArrayList<>();
    boolean lost = ++lookCount == KNOWN_AT_LOOK;
    for (Member member : all) {
      if (member.id.equals(self.value())) {
        continue;
      }
      Peer known = peers.get(member.id);
      Peer peer = known == null ? new Peer(member, now) : known;
      lost |= known == null || known.seen(member, now);
      if (peer.silentFor(now) > config.goneAfter().toNanos()) {
        gone.add(member);
      } else {
        next.put(member.id, peer);
      }
    }
    lost |= !next.keySet().containsAll(peers.keySet());
    logChange(next);
    peers = next;
    if (lost) {
      missed.publish(next.size());
    }
    return forget(gone);
  }

  private void logChange(Map<String, Peer> next) {
    if (!next.keySet().equals(peers.keySet())) {
      LOG.infof(
          "this server is %s; other servers of its database: %s", self.value(), next.keySet());
    }
  }

  private Uni<Void> forget(List<Member> gone) {
    return Serial.each(
            gone,
            member ->
                members
                    .forget(member)
                    .chain(
                        removed ->
                            removed ? log.deleteAll(member.id) : Uni.createFrom().voidItem()))
        .replaceWithVoid();
  }

  private void read() {
    if (ended) {
      return;
    }
    readOnce()
        .onFailure()
        .recoverWithItem(0)
        .subscribe()
        .with(
            count -> timers.after(nextPause(count), this::read),
            e -> LOG.error("the signals of other servers are not read any more", e));
  }

  /**
   * Reads what other servers have signalled since the last time.
   *
   * @return how many batches came
   */
  Uni<Integer> readOnce() {
    List<Peer> now = List.copyOf(peers.values());
    return now.isEmpty() ? Uni.createFrom().item(0) : inbox.read(now);
  }

  private Duration nextPause(int count) {
    Duration doubled = pause.multipliedBy(2);
    Duration longer = doubled.compareTo(config.poll()) < 0 ? doubled : config.poll();
    pause = count > 0 ? SHORTEST_PAUSE : longer;
    return pause;
  }
}
