package dev.sluice.output;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.time.Timers;
import dev.sluice.wire.output.OutputAccepted;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Where the log of one running attempt ends, kept in memory while its worker posts to it. */
final class AttemptWriter {
  private final String jobId;
  private final int attempt;
  private final String token;
  private final Overtaker overtaker = new Overtaker();
  private long nextSeq;
  private long bytes;
  private boolean truncated;
  private long verifiedAt;

  AttemptWriter(Job job, String token, Optional<Chunk> last, long verifiedAt) {
    this.jobId = job.id;
    this.attempt = job.attemptNumber();
    this.token = token;
    this.nextSeq = last.map(chunk -> chunk.seq() + 1).orElse(0L);
    this.bytes = last.map(Chunk::end).orElse(0L);
    this.truncated = last.map(Chunk::truncated).orElse(false);
    this.verifiedAt = verifiedAt;
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

  synchronized long nextSeq() {
    return nextSeq;
  }

  synchronized boolean truncated() {
    return truncated;
  }

  synchronized OutputTotals totals() {
    return new OutputTotals(nextSeq, bytes, truncated);
  }

  /** The document that stores {@code body}, cut when it goes past {@code maxBytes}. */
  synchronized OutputChunk next(byte[] body, long maxBytes, long now) {
    List<OutputFrame> frames = OutputFrame.read(ByteBuffer.wrap(body));
    OutputChunk chunk = new OutputChunk();
    chunk.id = OutputChunk.id(jobId, attempt, nextSeq);
    chunk.offset = bytes;
    long length = length(frames);
    if (bytes + length <= maxBytes) {
      chunk.frames = body;
      chunk.bytes = (int) length;
      return chunk;
    }
    String cursor = Cursor.ofChunk(attempt, nextSeq);
    List<OutputFrame> kept = Truncation.cut(frames, maxBytes - bytes, cursor, now);
    chunk.frames = encode(kept);
    chunk.bytes = (int) length(kept);
    chunk.truncated = true;
    return chunk;
  }

  /** That document is in the store. */
  OutputAccepted stored(long seq, OutputChunk chunk) {
    if (advance(seq, chunk)) {
      overtaker.release();
    }
    return accepted();
  }

  private synchronized boolean advance(long seq, OutputChunk chunk) {
    if (seq != nextSeq) {
      return false;
    }
    nextSeq++;
    bytes = chunk.offset + chunk.bytes;
    truncated = chunk.truncated;
    return true;
  }

  /**
   * Completes when it is the turn of chunk {@code seq}.
   *
   * @return fails with 409 {@code output_out_of_order} when more than one chunk before it is
   *     missing, or the one does not come in time
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
    return overtaker.hold(() -> nextSeq() >= seq, timers, refusal);
  }

  /** The attempt is over, or somebody else's. */
  void close(ProblemException why) {
    overtaker.refuse(why);
  }

  synchronized OutputAccepted accepted() {
    return new OutputAccepted(nextSeq, truncated);
  }

  private static long length(List<OutputFrame> frames) {
    return frames.stream()
        .filter(frame -> frame.channel() != OutputChannel.GAP)
        .mapToLong(frame -> frame.bytes().remaining())
        .sum();
  }

  private static byte[] encode(List<OutputFrame> frames) {
    int size =
        frames.stream().mapToInt(f -> OutputFrame.HEADER_BYTES + f.bytes().remaining()).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size);
    frames.forEach(frame -> frame.writeTo(bytes));
    return bytes.array();
  }
}
