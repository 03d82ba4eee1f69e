package dev.sluice.agent;

import dev.sluice.wire.OutputAccepted;
import dev.sluice.wire.OutputChannel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what an attempt prints, one request at a time, in order, each until the server has it. The
 * first bytes after a silence leave at once on the thread that read them; while a request is under
 * way or was so a moment ago, what arrives gathers in the buffer. It has no thread of its own.
 */
final class Shipper {
  private static final Logger LOG = System.getLogger(Shipper.class.getName());

  private final Node node;
  private final Held held;
  private final Consumer<Stop> onRefused;
  private final OutputBuffer buffer;
  private final CompletableFuture<Void> delivered = new CompletableFuture<>();
  private boolean sending;
  private boolean gathering;
  private boolean ended;
  private boolean aborted;
  private long seq;

  /**
   * @param onRefused told once when the server does not take this attempt's output any more
   */
  Shipper(Node node, Held held, Consumer<Stop> onRefused) {
    this.node = node;
    this.held = held;
    this.onRefused = onRefused;
    this.buffer = new OutputBuffer(node.tuning().bufferBytes());
  }

  void append(OutputChannel channel, Piece head, Piece bytes) throws InterruptedException {
    buffer.append(channel, node.clock().millis(), head, bytes);
    pump();
  }

  /** Whether a reader waits for the server to take output. */
  boolean stalled() {
    return buffer.stalled();
  }

  /** No more will come. Completes when the server has everything, or never will. */
  CompletableFuture<Void> end() {
    buffer.end();
    synchronized (this) {
      ended = true;
    }
    pump();
    return delivered;
  }

  /** Sends nothing more; pipes are drained on. */
  void abort() {
    synchronized (this) {
      aborted = true;
    }
    buffer.discard();
    delivered.complete(null);
  }

  /** How many chunks the server has. */
  synchronized long chunks() {
    return seq;
  }

  private void pump() {
    Chunk chunk = next();
    if (chunk != null) {
      node.threads().later(node.tuning().batchMs(), this::gathered);
      send(chunk, 0);
    }
  }

  private synchronized @Nullable Chunk next() {
    if (sending || aborted) {
      return null;
    }
    int waiting = buffer.waiting();
    if (waiting == 0 && ended) {
      delivered.complete(null);
    }
    if (waiting == 0 || (gathering && !ended && waiting < Tuning.BATCH_BYTES)) {
      return null;
    }
    Chunk chunk = buffer.take();
    sending = chunk != null;
    gathering = sending;
    return chunk;
  }

  private void gathered() {
    synchronized (this) {
      gathering = false;
    }
    pump();
  }

  private void send(Chunk chunk, int failures) {
    node.server()
        .output(held, chunks(), chunk.body())
        .whenComplete((reply, error) -> answered(chunk, failures, reply, error));
  }

  private void answered(
      Chunk chunk, int failures, @Nullable Reply reply, @Nullable Throwable error) {
    if (reply != null && reply.ok()) {
      accepted(chunk, reply);
    } else if (reply == null || reply.mayHeal()) {
      retry(chunk, failures + 1, reply == null ? String.valueOf(error) : reply.describe());
    } else {
      LOG.log(
          Level.WARNING,
          () -> "output of " + held.assignment().ref() + " was refused: " + reply.describe());
      abort();
      onRefused.accept(reply.leaseLost() ? Stop.revoked() : Stop.outputRefused(reply.status()));
    }
  }

  private void accepted(Chunk chunk, Reply reply) {
    synchronized (this) {
      seq++;
      sending = false;
    }
    if (truncated(reply)) {
      buffer.discard();
    }
    buffer.sent(chunk);
    pump();
  }

  private boolean truncated(Reply reply) {
    try {
      return node.server().read(reply, OutputAccepted.class).truncated();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "an answer to output that is not ours", e);
      return false;
    }
  }

  private void retry(Chunk chunk, int failures, String reason) {
    synchronized (this) {
      if (aborted) {
        return;
      }
    }
    LOG.log(
        failures == 1 ? Level.WARNING : Level.DEBUG,
        () -> "output of " + held.assignment().ref() + " is kept, to be sent again: " + reason);
    node.threads().later(node.retryDelayMs(failures), () -> send(chunk, failures));
  }
}
