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
  private End end;
  private long verifiedAt;

  /** The number of the last chunk that went to the store, whose answer may be lost. */
  private long sent = -1;

  /**
   * The end of the log.
   *
   * @param size bytes of frames, which the limit counts: frames may be many and small
   */
  record End(OutputTotals totals, long size) {
    static final End NONE = new End(OutputTotals.NONE, 0);

    static End of(LogChunk last) {
      return new End(
          new OutputTotals(last.seq() + 1, last.end(), last.truncated()), last.sizeAtEnd());
    }
  }

  /**
   * @param token of the lease that the worker must show
   * @param end of what the log holds of this attempt
   * @param verifiedAt when the store last confirmed the lease, nanoseconds of {@link Timers}
   */
  AttemptWriter(int attempt, String token, End end, long verifiedAt) {
    this.attempt = attempt;
    this.token = token;
    this.end = end;
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
    return end.totals();
  }

  /** Whether the store may hold a chunk more than {@link #totals} says: its answer was lost. */
  synchronized boolean isInDoubt() {
    return sent >= end.totals().chunks();
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
   * The chunk to store for {@code body}, cut where the frames of the attempt pass {@code maxBytes};
   * null when the chunk is stored already or the limit was reached before.
   *
   * @param now epoch milliseconds
   * @throws IllegalArgumentException for malformed frames
   */
  synchronized @Nullable LogChunk chunk(long seq, byte[] body, long maxBytes, long now) {
    OutputTotals before = end.totals();
    if (seq != before.chunks() || before.truncated()) {
      return null;
    }
    LogChunk whole = new LogChunk(attempt, seq, before.bytes(), end.size(), false, body);
    sent = seq;
    if (whole.sizeAtEnd() <= maxBytes) {
      return whole;
    }
    String cursor = Cursor.ofChunk(attempt, seq);
    List<OutputFrame> kept = Truncation.cut(whole.frames(), maxBytes - end.size(), cursor, now);
    return new LogChunk(attempt, seq, before.bytes(), end.size(), true, encode(kept));
  }

  /** Moves the end of the log behind {@code chunk}, which the store holds. */
  void stored(LogChunk chunk) {
    synchronized (this) {
      if (chunk.seq() != end.totals().chunks()) {
        return;
      }
      end = End.of(chunk);
    }
    early.release();
  }

  /** The chunks up to here no longer count: what follows replaces them. */
  synchronized void restart() {
    end = new End(new OutputTotals(end.totals().chunks(), 0, false), 0);
  }

  /** Moves the end of the log behind {@code chunk}, which another server has stored. */
  void catchUp(LogChunk chunk) {
    synchronized (this) {
      if (chunk.seq() < end.totals().chunks()) {
        return;
      }
      end = End.of(chunk);
    }
    early.release();
  }

  /** The answer to chunk {@code seq}, which is stored or past the limit. */
  synchronized OutputAccepted accepted(long seq) {
    OutputTotals stored = end.totals();
    return new OutputAccepted(Math.max(stored.chunks(), seq + 1), stored.truncated());
  }

  /** Takes no further chunk, and refuses the one that waits. */
  void close(ProblemException why) {
    seal.close();
    early.refuse(why);
  }

  private synchronized long nextSeq() {
    return end.totals().chunks();
  }

  private static byte[] encode(List<OutputFrame> frames) {
    int size =
        frames.stream().mapToInt(f -> OutputFrame.HEADER_BYTES + f.bytes().remaining()).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size);
    frames.forEach(frame -> frame.writeTo(bytes));
    return bytes.array();
  }
}
