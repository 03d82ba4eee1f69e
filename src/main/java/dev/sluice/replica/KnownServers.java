package dev.sluice.replica;

import dev.sluice.time.Serial;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Which servers use the database. Each says periodically that it runs; one that does not is
 * forgotten, together with its signals.
 */
final class KnownServers {
  private static final Logger LOG = Logger.getLogger(KnownServers.class);

  /** The look at the members by which all servers know this one. */
  private static final int KNOWN_AT_LOOK = 3;

  private final ServerId self;
  private final Members members;
  private final SignalLog log;
  private final ReplicaConfig config;
  private final Timers timers;
  private final Consumer<String> missed;
  private volatile Map<String, Peer> peers = Map.of();
  private int lookCount;

  /**
   * @param missed called with the reason when signals may be lost
   */
  KnownServers(
      ServerId self,
      Members members,
      SignalLog log,
      ReplicaConfig config,
      Timers timers,
      Consumer<String> missed) {
    this.self = self;
    this.members = members;
    this.log = log;
    this.config = config;
    this.timers = timers;
    this.missed = missed;
  }

  /** The other servers, by id. */
  Map<String, Peer> peers() {
    return peers;
  }

  /**
   * Says that this server runs, and takes over which others do.
   *
   * @param nextBatch the number of the next batch of signals of this server
   */
  Uni<Void> look(long nextBatch) {
    return members.renew(self, nextBatch).chain(members::all).chain(this::takeOver);
  }

  private Uni<Void> takeOver(List<Member> all) {
    long now = timers.nanoTime();
    Map<String, Peer> next = new TreeMap<>();
    List<Member> gone = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    if (++lookCount == KNOWN_AT_LOOK) {
      reasons.add("all servers know this one from now on");
    }
    for (Member member : all) {
      if (!member.id.equals(self.value())) {
        Peer peer = seen(member, now, reasons);
        if (peer.silentFor(now) > config.goneAfter().toNanos()) {
          gone.add(member);
        } else {
          next.put(member.id, peer);
        }
      }
    }
    takeOver(next, reasons);
    return Serial.each(gone, this::forget).replaceWithVoid();
  }

  private Peer seen(Member member, long now, List<String> reasons) {
    Peer known = peers.get(member.id);
    if (known == null) {
      reasons.add(member.id + " joined");
      return new Peer(member, now);
    }
    if (known.seen(member, now)) {
      reasons.add("signals of " + member.id + " were deleted before they were read");
    }
    return known;
  }

  private void takeOver(Map<String, Peer> next, List<String> reasons) {
    if (!next.keySet().containsAll(peers.keySet())) {
      reasons.add("a server ended");
    }
    if (!next.keySet().equals(peers.keySet())) {
      LOG.infof(
          "this server is %s; other servers of its database: %s", self.value(), next.keySet());
    }
    peers = next;
    if (!reasons.isEmpty()) {
      missed.accept(String.join(", ", reasons));
    }
  }

  private Uni<Void> forget(Member gone) {
    return members
        .forget(gone)
        .chain(removed -> removed ? log.deleteAll(gone.id) : Uni.createFrom().voidItem());
  }

  /** This server ends; it knows no others from now on. */
  Uni<Void> leave() {
    peers = Map.of();
    return members.leave(self).chain(() -> log.deleteAll(self.value()));
  }
}
