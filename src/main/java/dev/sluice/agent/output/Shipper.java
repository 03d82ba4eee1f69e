package dev.sluice.agent.output;

import dev.sluice.agent.call.Reply;
import dev.sluice.time.Timers;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.output.OutputAccepted;
import dev.sluice.wire.output.OutputChannel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sends the output of one attempt in order and repeats each chunk until the server accepts it. The
 * bytes leave at once, on the thread that read them, when no request is under way; while one is,
 * further bytes gather in the buffer, and also when the process has printed small pieces for so
 * long that {@link PostRate} holds the next request back. Once much has gathered a second request
 * leaves before the first is answered: the server stores both in order, whichever arrives first,
 * and need not wait for bytes in between. The shipper has no thread of its own.
 */
public final class Shipper {
  private static final Logger LOG = System.getLogger(Shipper.class.getName());

  /** Requests under way at once. */
  static final int WINDOW = 2;

  /** A chunk leaves whatever the rate of requests once this many bytes wait. */
  private static final int BATCH_BYTES = 32 << 10;

  /** A second request leaves beside the first once about a full chunk waits, bytes. */
  private static final int PRESSURE_BYTES = PendingChunk.MAX_BYTES * 7 / 8;

  private static final ByteBuffer NO_HEAD = ByteBuffer.allocate(0);

  /** Where the chunks of an attempt go. */
  public interface Destination {
    /** Posts a chunk; completes exceptionally when no answer arrives. */
    CompletableFuture<Reply> post(long seq, ByteBuffer frames);

    /** The server has refused a chunk for good; the shipper sends nothing more. */
    void refused(Reply reply);

    /** The shipper itself failed, and may send nothing more. */
    void failed(Throwable failure);
  }

  /**
   * @param batchMs least time between small chunks of a process that prints on and on, after a
   *     burst of as many as fill one second
   * @param bufferBytes output of one attempt that is held before {@link #append} blocks
   */
  public record Limits(long batchMs, int bufferBytes) {}

  private final AttemptRef attempt;
  private final Destination destination;
  private final Timers timers;
  private final Clock clock;
  private final PostRate rate;
  private final IntFunction<Duration> retryDelay;
  private final OutputBuffer buffer;
  private final CompletableFuture<Void> delivered = new CompletableFuture<>();

  /** The numbers of the chunks that were taken from the buffer and are not accepted. */
  private final TreeSet<Long> underWay = new TreeSet<>();

  private boolean gathering;
  private boolean ended;
  private boolean aborted;
  private long accepted;

  /**
   * @param budget of all attempts together
   * @param retryDelay delay before the next try, by the number of failures in a row
   */
  public Shipper(
      AttemptRef attempt,
      Destination destination,
      Timers timers,
      Clock clock,
      Limits limits,
      OutputBudget budget,
      IntFunction<Duration> retryDelay) {
    this.attempt = attempt;
    this.destination = destination;
    this.timers = timers;
    this.clock = clock;
    this.rate = new PostRate(Duration.ofMillis(limits.batchMs()));
    this.retryDelay = retryDelay;
    this.buffer = new OutputBuffer(limits.bufferBytes(), budget, timers::nanoTime);
  }

  /** Copies one event, or bytes that split no character; blocks while the buffer is full. */
  public void append(OutputChannel channel, ByteBuffer bytes) throws InterruptedException {
    append(channel, NO_HEAD.duplicate(), bytes);
  }

  /**
   * Tells readers that output after this point is missing.
   *
   * @param reason an upper-case code
   */
  public void gap(String reason) throws InterruptedException {
    String from = attempt.attempt() + "." + buffer.lastNumber();
    String gap = "{\"from\":\"" + from + "\",\"to\":null,\"reason\":\"" + reason + "\"}";
    append(OutputChannel.GAP, ByteBuffer.wrap(gap.getBytes(StandardCharsets.UTF_8)));
  }

  /** As {@link #append(OutputChannel, ByteBuffer)}, for bytes that continue those of a head. */
  void append(OutputChannel channel, ByteBuffer head, ByteBuffer bytes)
      throws InterruptedException {
    buffer.append(channel, clock.millis(), head, bytes);
    pump();
  }

  /** Whether an appending thread waits for the server. */
  public boolean stalled() {
    return buffer.stalled();
  }

  /** How long appending threads have waited for the server so far, nanoseconds. */
  public long stalledNanos() {
    return buffer.stalledNanos();
  }

  /**
   * Ends the output.
   *
   * @return completes when the server has accepted everything, or never will
   */
  public CompletableFuture<Void> end() {
    buffer.end();
    synchronized (this) {
      ended = true;
    }
    pump();
    return delivered;
  }

  /** Sends nothing more, and drops later appends. */
  public void abort() {
    synchronized (this) {
      aborted = true;
    }
    buffer.discard();
    delivered.complete(null);
  }

  /** How many chunks the server has accepted. */
  public synchronized long chunks() {
    return accepted;
  }

  private void pump() {
    for (PendingChunk next = next(); next != null; next = next()) {
      send(next, 0);
    }
  }

  private synchronized @Nullable PendingChunk next() {
    int waiting = aborted ? 0 : buffer.waiting();
    if (waiting == 0 && ended && underWay.isEmpty()) {
      delivered.complete(null);
    }
    PendingChunk chunk = waiting > 0 && isTime(waiting) ? buffer.take() : null;
    if (chunk != null) {
      rate.posted(timers.nanoTime());
      underWay.add(chunk.seq());
    }
    return chunk;
  }

  private boolean isTime(int waiting) {
    if (!underWay.isEmpty()) {
      return underWay.size() < WINDOW && waiting >= PRESSURE_BYTES;
    }
    return ended || waiting >= BATCH_BYTES || isWithinRate();
  }

  /** Lets bytes gather when the rate is reached, and sends them when it allows that again. */
  private boolean isWithinRate() {
    Duration wait = rate.untilNext(timers.nanoTime());
    if (!wait.isZero() && !gathering) {
      gathering = true;
      timers.after(wait, this::gathered);
    }
    return wait.isZero();
  }

  private void gathered() {
    synchronized (this) {
      gathering = false;
    }
    pump();
  }

  private void send(PendingChunk chunk, int failures) {
    boolean first = isFirst(chunk);
    destination
        .post(chunk.seq(), chunk.body())
        .handle(
            (reply, error) -> {
              answered(chunk, failures, first, reply, error);
              return chunk;
            })
        .exceptionally(
            failure -> {
              destination.failed(failure);
              return chunk;
            });
  }

  private synchronized boolean isFirst(PendingChunk chunk) {
    return underWay.headSet(chunk.seq()).isEmpty();
  }

  /**
   * @param first whether all chunks before it were accepted when it was sent; if not, it may have
   *     arrived before its predecessor and waited there for longer than the server allows
   */
  private void answered(
      PendingChunk chunk,
      int failures,
      boolean first,
      @Nullable Reply reply,
      @Nullable Throwable error) {
    if (reply != null && reply.ok()) {
      accepted(chunk, reply);
    } else if (reply == null || reply.isRetryable() || (!first && reply.outOfOrder())) {
      retry(chunk, failures + 1, reply == null ? String.valueOf(error) : reply.describe());
    } else {
      LOG.log(
          Level.WARNING, () -> "the server refused output of " + attempt + ": " + reply.describe());
      // First: the thread that waits for the end of the output must know that some is missing.
      destination.refused(reply);
      abort();
      buffer.dropped(chunk);
    }
  }

  private void accepted(PendingChunk chunk, Reply reply) {
    synchronized (this) {
      underWay.remove(chunk.seq());
      accepted++;
    }
    if (truncated(reply)) {
      buffer.discard();
    }
    buffer.accepted(chunk);
    pump();
  }

  private static boolean truncated(Reply reply) {
    try {
      return reply.read(OutputAccepted.class).truncated();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot read the answer to a chunk of output", e);
      return false;
    }
  }

  private void retry(PendingChunk chunk, int failures, String reason) {
    if (dropIfAborted(chunk)) {
      return;
    }
    LOG.log(
        failures == 1 ? Level.WARNING : Level.DEBUG,
        () -> "sending output of " + attempt + " again after a failure: " + reason);
    timers.after(retryDelay.apply(failures), () -> sendAgain(chunk, failures));
  }

  private void sendAgain(PendingChunk chunk, int failures) {
    if (!dropIfAborted(chunk)) {
      send(chunk, failures);
    }
  }

  private boolean dropIfAborted(PendingChunk chunk) {
    synchronized (this) {
      if (!aborted) {
        return false;
      }
    }
    buffer.dropped(chunk);
    return true;
  }
}
