package dev.sluice.output;

import dev.sluice.http.ProblemException;
import dev.sluice.time.Timers;
import dev.sluice.wire.output.OutputAccepted;
import dev.sluice.wire.output.OutputFrame;
import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of the log of one running attempt, in memory while its worker posts to it. */
final class AttemptWriter {
  private final int attempt;
  private final String token;
  private final EarlyChunkGate early = new EarlyChunkGate();
  private final Seal seal = new Seal();
  private OutputTotals stored;
  private long verifiedAt;

  /**
   * @param token of the lease that the worker must show
   * @param stored what the log holds of this attempt
   * @param verifiedAt when the store last confirmed the lease, nanoseconds of {@link Timers}
   */
  AttemptWriter(int attempt, String token, OutputTotals stored, long verifiedAt) {
    this.attempt = attempt;
    this.token = token;
    this.stored = stored;
    this.verifiedAt = verifiedAt;
  }

  int attempt() {
    return attempt;
  }

  Seal seal() {
    return seal;
  }

  boolean isOf(int attempt, String token) {
    return this.attempt == attempt && this.token.equals(token);
  }

  synchronized long verifiedAt() {
    return verifiedAt;
  }

  synchronized void verified(long at) {
    verifiedAt = at;
  }

  synchronized OutputTotals totals() {
    return stored;
  }

  /**
   * Completes when it is the turn of chunk {@code seq}.
   *
   * @return fails with 409 {@code output_out_of_order} when more than one chunk before it is
   *     missing, or the missing one does not come in time
   */
  Uni<Void> turnOf(long seq, Timers timers) {
    long next = nextSeq();
    if (seq <= next) {
      return Uni.createFrom().voidItem();
    }
    ProblemException refusal =
        ProblemException.of(409, "output_out_of_order", "seq is " + seq + ", the next is " + next);
    if (seq > next + 1) {
      return Uni.createFrom().failure(refusal);
    }
    return early.hold(() -> nextSeq() >= seq, timers, refusal);
  }

  /**
   * The chunk to store for {@code body}, cut where it passes {@code maxBytes}; null when the chunk
   * is stored already or the limit was reached before.
   *
   * @param now epoch milliseconds
   * @throws IllegalArgumentException for malformed frames
   */
  synchronized @Nullable LogChunk chunk(long seq, byte[] body, long maxBytes, long now) {
    if (seq != stored.chunks() || stored.truncated()) {
      return null;
    }
    LogChunk whole = new LogChunk(attempt, seq, stored.bytes(), false, body);
    if (whole.end() <= maxBytes) {
      return whole;
    }
    String cursor = Cursor.ofChunk(attempt, seq);
    List<OutputFrame> kept = Truncation.cut(whole.frames(), maxBytes - stored.bytes(), cursor, now);
    return new LogChunk(attempt, seq, stored.bytes(), true, encode(kept));
  }

  /** Moves the end of the log behind {@code chunk}, which the store holds. */
  void stored(LogChunk chunk) {
    synchronized (this) {
      if (chunk.seq() != stored.chunks()) {
        return;
      }
      stored = new OutputTotals(chunk.seq() + 1, chunk.end(), chunk.truncated());
    }
    early.release();
  }

  /** The answer to chunk {@code seq}, which is stored or past the limit. */
  synchronized OutputAccepted accepted(long seq) {
    return new OutputAccepted(Math.max(stored.chunks(), seq + 1), stored.truncated());
  }

  /** Takes no further chunk, and refuses the one that waits. */
  void close(ProblemException why) {
    seal.close();
    early.refuse(why);
  }

  private synchronized long nextSeq() {
    return stored.chunks();
  }

  private static byte[] encode(List<OutputFrame> frames) {
    int size =
        frames.stream().mapToInt(f -> OutputFrame.HEADER_BYTES + f.bytes().remaining()).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size);
    frames.forEach(frame -> frame.writeTo(bytes));
    return bytes.array();
  }
}
