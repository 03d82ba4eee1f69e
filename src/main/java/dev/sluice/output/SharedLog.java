package dev.sluice.output;

import dev.sluice.replica.Signals;
import dev.sluice.time.Deadline;
import dev.sluice.time.Timers;
import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads what other servers append to the log of an attempt: each call of a worker may reach another
 * server.
 */
@Singleton
final class SharedLog {
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final LogReader reader;
  private final Signals signals;
  private final Timers timers;

  SharedLog(LogReader reader, Signals signals, Timers timers) {
    this.reader = reader;
    this.signals = signals;
    this.timers = timers;
  }

  /**
   * Moves the writer up to chunk {@code seq} if other servers have stored the ones before it, or
   * are about to. Completes without that when they do not in time.
   */
  Uni<Void> catchUp(String jobId, AttemptWriter writer, long seq) {
    return signals.hasPeers()
        ? catchUp(jobId, writer, seq, Deadline.in(PATIENCE, timers))
        : Uni.createFrom().voidItem();
  }

  private Uni<Void> catchUp(String jobId, AttemptWriter writer, long seq, Deadline deadline) {
    if (seq <= writer.totals().chunks() || writer.totals().truncated()) {
      return Uni.createFrom().voidItem();
    }
    return reader
        .stored(jobId, writer.attempt(), seq - 1)
        .chain(before -> goOn(jobId, writer, seq, deadline, before));
  }

  private Uni<Void> goOn(
      String jobId, AttemptWriter writer, long seq, Deadline deadline, @Nullable LogChunk before) {
    if (before != null) {
      writer.catchUp(before);
    }
    return before != null || deadline.left().isZero()
        ? Uni.createFrom().voidItem()
        : pause().chain(() -> catchUp(jobId, writer, seq, deadline));
  }

  private Uni<Void> pause() {
    return Uni.createFrom().emitter(e -> timers.after(PAUSE, () -> e.complete(null)));
  }

  /** Whether chunks of an attempt may be on their way through another server. */
  boolean hasPeers() {
    return signals.hasPeers();
  }

  /** What the attempt printed, by this server's count unless others have stored more. */
  Uni<OutputTotals> totals(String jobId, AttemptWriter settled) {
    OutputTotals own = settled.totals();
    return signals.hasPeers() ? shared(jobId, settled, own) : Uni.createFrom().item(own);
  }

  private Uni<OutputTotals> shared(String jobId, AttemptWriter settled, OutputTotals own) {
    return reader
        .stored(jobId, settled.attempt(), own.chunks())
        .chain(
            more ->
                more == null
                    ? Uni.createFrom().item(own)
                    : reader
                        .last(jobId, settled.attempt())
                        .map(last -> AttemptWriter.End.of(last).totals()));
  }
}
