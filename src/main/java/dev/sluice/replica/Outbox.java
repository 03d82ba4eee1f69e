package dev.sluice.replica;

import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The signals of this server on their way to the store. A signal leaves at once if none is being
 * stored; those that come meanwhile leave together. Each batch is stored before the next one is
 * made, however long the store is away, so that their numbers have no hole.
 */
final class Outbox {
  private static final int MOST = 10_000;
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** How long other servers may take to read a batch. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  private static final int DELETED_AT_ONCE = 1_000;

  private final String server;
  private final SignalLog log;
  private final Timers timers;
  private final Map<Key, Signal> pending = new LinkedHashMap<>();
  private final Deque<Sent> sent = new ArrayDeque<>();
  private boolean missed;
  private boolean storing;
  private long next;

  private record Key(Signal.Kind kind, String key) {}

  private record Sent(long number, long at) {}

  Outbox(String server, SignalLog log, Timers timers) {
    this.server = server;
    this.log = log;
    this.timers = timers;
  }

  /** The number of the first batch that is not stored. */
  synchronized long next() {
    return next;
  }

  void send(Signal signal) {
    synchronized (this) {
      pending.merge(
          new Key(signal.kind(), signal.key()),
          signal,
          (one, other) -> one.number() > other.number() ? one : other);
      if (pending.size() > MOST) {
        pending.clear();
        missed = true;
      }
    }
    storeNext();
  }

  private void storeNext() {
    SignalBatch batch = batch();
    if (batch != null) {
      store(batch);
    }
  }

  private synchronized @Nullable SignalBatch batch() {
    if (storing || (pending.isEmpty() && !missed)) {
      return null;
    }
    SignalBatch batch = new SignalBatch();
    batch.id = SignalBatch.id(server, next);
    batch.signals = pending.values().stream().map(Signal::text).toList();
    batch.missed = missed;
    pending.clear();
    missed = false;
    storing = true;
    return batch;
  }

  private void store(SignalBatch batch) {
    log.append(batch)
        .subscribe()
        .with(done -> stored(), e -> timers.after(PAUSE, () -> store(batch)));
  }

  private void stored() {
    synchronized (this) {
      storing = false;
      sent.add(new Sent(next, timers.nanoTime()));
      next++;
    }
    storeNext();
  }

  /** Deletes the batches that other servers have had long enough to read. */
  Uni<Void> deleteOld() {
    List<Long> old = old();
    return old.isEmpty()
        ? Uni.createFrom().voidItem()
        : log.delete(server, old.get(0), old.get(old.size() - 1) + 1);
  }

  private synchronized List<Long> old() {
    List<Long> old = new ArrayList<>();
    while (!sent.isEmpty()
        && old.size() < DELETED_AT_ONCE
        && timers.millisSince(sent.peek().at()) > KEPT.toMillis()) {
      old.add(sent.remove().number());
    }
    return old;
  }
}
