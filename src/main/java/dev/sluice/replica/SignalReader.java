package dev.sluice.replica;

import dev.sluice.time.Coalesced;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Reads on in the signals of the other servers: by a change stream of the store where there is one,
 * and by looks at the store. A look comes soon after a batch and then with doubling pauses. While
 * the stream brings each batch before a look finds it, the looks are far apart; they find what a
 * stream has lost.
 */
final class SignalReader {
  private static final Logger LOG = Logger.getLogger(SignalReader.class);

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);

  private final Inbox inbox;
  private final Supplier<Collection<Peer>> peers;
  private final ReplicaConfig config;
  private final Timers timers;
  private final Coalesced reads =
      new Coalesced(
          "reading the signals of other servers",
          Infrastructure.getDefaultExecutor(),
          this::readAndWait);
  private Duration pause = SHORTEST_PAUSE;
  private Runnable cancelNext = () -> {};
  private boolean streams;
  private boolean ended;

  SignalReader(Inbox inbox, Supplier<Collection<Peer>> peers, ReplicaConfig config, Timers timers) {
    this.inbox = inbox;
    this.peers = peers;
    this.config = config;
    this.timers = timers;
  }

  /** Reads from now on. */
  void begin() {
    next(0);
  }

  synchronized void end() {
    ended = true;
    cancelNext.run();
  }

  /** Whether the change stream brings the signals. */
  synchronized boolean streams() {
    return streams;
  }

  /** The change stream has brought a batch. */
  void arrived(SignalBatch batch) {
    boolean inOrder = inbox.deliver(peers.get(), List.of(batch)) > 0;
    synchronized (this) {
      streams = streams || inOrder;
    }
  }

  /** The change stream has ended; what it did not bring is read at once. */
  void streamEnded() {
    synchronized (this) {
      streams = false;
      pause = SHORTEST_PAUSE;
    }
    reads.request();
  }

  private Uni<Void> readAndWait() {
    return readOnce()
        .onFailure()
        .invoke(e -> LOG.debug("cannot read the signals of other servers", e))
        .onFailure()
        .recoverWithItem(0)
        .invoke(this::next)
        .replaceWithVoid();
  }

  /**
   * Reads what other servers have signalled since the last time.
   *
   * @return how many batches came
   */
  Uni<Integer> readOnce() {
    List<Peer> now = List.copyOf(peers.get());
    return now.isEmpty() ? Uni.createFrom().item(0) : inbox.read(now);
  }

  private synchronized void next(int count) {
    cancelNext.run();
    if (ended) {
      return;
    }
    if (count > 0) {
      streams = false;
    }
    pause = count > 0 ? SHORTEST_PAUSE : longer();
    cancelNext = timers.after(pause, reads::request);
  }

  private Duration longer() {
    Duration longest = streams ? config.presence() : config.poll();
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(longest) < 0 ? doubled : longest;
  }
}
