package dev.sluice.replica;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the signals of other servers, each once and in the order of its server, by the numbers
 * of their batches.
 */
final class Inbox {
  private static final int READ_AT_ONCE = 16;

  private final SignalLog log;
  private final Consumer<Signal> received;
  private final Consumer<String> missed;

  /**
   * @param missed called with the reason when a server could not keep all its signals
   */
  Inbox(SignalLog log, Consumer<Signal> received, Consumer<String> missed) {
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

  /**
   * Passes on the signals of the batches that are next of a server; the others stay in the store.
   *
   * @return how many batches were
   */
  synchronized int deliver(Collection<Peer> peers, Collection<SignalBatch> batches) {
    Map<String, SignalBatch> byId = new HashMap<>();
    batches.forEach(batch -> byId.put(batch.id, batch));
    int count = 0;
    for (Peer peer : peers) {
      SignalBatch batch = next(peer, byId);
      while (batch != null) {
        peer.advance();
        count++;
        deliver(batch);
        batch = next(peer, byId);
      }
    }
    return count;
  }

  private static @Nullable SignalBatch next(Peer peer, Map<String, SignalBatch> found) {
    return found.get(SignalBatch.id(peer.id(), peer.position()));
  }

  private void deliver(SignalBatch batch) {
    if (batch.missed) {
      missed.accept("a server had more signals than it could keep");
    }
    batch.signals.forEach(text -> Signal.of(text).ifPresent(received));
  }
}
