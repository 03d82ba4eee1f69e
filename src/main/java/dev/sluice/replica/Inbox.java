package dev.sluice.replica;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads on in the signals of other servers, by the ids of their next batches. */
final class Inbox {
  private static final int READ_AT_ONCE = 16;

  private final SignalLog log;
  private final Consumer<Signal> received;
  private final Runnable missed;

  /**
   * @param missed called when a server could not keep all its signals
   */
  Inbox(SignalLog log, Consumer<Signal> received, Runnable missed) {
    this.log = log;
    this.received = received;
    this.missed = missed;
  }

  /**
   * @return how many batches came
   */
  Uni<Integer> read(Collection<Peer> peers) {
    return log.find(wanted(peers)).map(found -> deliver(peers, found));
  }

  private static List<String> wanted(Collection<Peer> peers) {
    List<String> ids = new ArrayList<>();
    for (Peer peer : peers) {
      long next = peer.position();
      for (int i = 0; i < READ_AT_ONCE; i++) {
        ids.add(SignalBatch.id(peer.id(), next + i));
      }
    }
    return ids;
  }

  private int deliver(Collection<Peer> peers, Map<String, SignalBatch> found) {
    int count = 0;
    for (Peer peer : peers) {
      SignalBatch batch = next(peer, found);
      while (batch != null) {
        peer.advance();
        count++;
        deliver(batch);
        batch = next(peer, found);
      }
    }
    return count;
  }

  private static @Nullable SignalBatch next(Peer peer, Map<String, SignalBatch> found) {
    return found.get(SignalBatch.id(peer.id(), peer.position()));
  }

  private void deliver(SignalBatch batch) {
    if (batch.missed) {
      missed.run();
    }
    batch.signals.forEach(text -> Signal.of(text).ifPresent(received));
  }
}
