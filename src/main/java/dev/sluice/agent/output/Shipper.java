package dev.sluice.agent.output;

import dev.sluice.agent.call.Held;
import dev.sluice.agent.call.Reply;
import dev.sluice.agent.run.Node;
import dev.sluice.agent.run.Stop;
import dev.sluice.agent.run.Tuning;
import dev.sluice.wire.OutputAccepted;
import dev.sluice.wire.OutputChannel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what an attempt prints, in order, each chunk until the server has it. The first bytes after
 * a silence leave at once on the thread that read them; while a request is under way or was so a
 * moment ago, what arrives gathers in the buffer. Only when much has gathered does a second request
 * leave before the first is answered: the server stores them one after the other, whichever comes
 * first, but need not wait for bytes in between. It has no thread of its own.
 */
public final class Shipper {
  private static final Logger LOG = System.getLogger(Shipper.class.getName());

  /** Requests under way at once. */
  static final int WINDOW = 2;

  /** What must wait for a second request to leave beside the first: about a chunk, bytes. */
  private static final int PRESSURE_BYTES = Chunk.MAX_BYTES * 7 / 8;

  private final Node node;
  private final Held held;
  private final Consumer<Stop> onRefused;
  private final OutputBuffer buffer;
  private final CompletableFuture<Void> delivered = new CompletableFuture<>();

  /** The numbers of the chunks that were taken from the buffer and are not acknowledged. */
  private final TreeSet<Long> underWay = new TreeSet<>();

  private boolean gathering;
  private boolean ended;
  private boolean aborted;
  private long taken;

  private record Numbered(long seq, Chunk chunk) {}

  /**
   * @param onRefused told once when the server does not take this attempt's output any more
   */
  public Shipper(Node node, Held held, Consumer<Stop> onRefused) {
    this.node = node;
    this.held = held;
    this.onRefused = onRefused;
    this.buffer = new OutputBuffer(node.tuning().bufferBytes());
  }

  public void append(OutputChannel channel, Piece head, Piece bytes) throws InterruptedException {
    buffer.append(channel, node.clock().millis(), head, bytes);
    pump();
  }

  /** Whether a reader waits for the server to take output. */
  public boolean stalled() {
    return buffer.stalled();
  }

  /** No more will come. Completes when the server has everything, or never will. */
  public CompletableFuture<Void> end() {
    buffer.end();
    synchronized (this) {
      ended = true;
    }
    pump();
    return delivered;
  }

  /** Sends nothing more; pipes are drained on. */
  public void abort() {
    synchronized (this) {
      aborted = true;
    }
    buffer.discard();
    delivered.complete(null);
  }

  /** How many chunks the server has. */
  public synchronized long chunks() {
    return taken - underWay.size();
  }

  private void pump() {
    for (Numbered next = next(); next != null; next = next()) {
      node.threads().later(node.tuning().batchMs(), this::gathered);
      send(next, 0);
    }
  }

  private synchronized @Nullable Numbered next() {
    int waiting = aborted ? 0 : buffer.waiting();
    if (waiting == 0 && ended && underWay.isEmpty()) {
      delivered.complete(null);
    }
    if (waiting == 0 || !isTime(waiting)) {
      return null;
    }
    Chunk chunk = buffer.take();
    if (chunk == null) {
      return null;
    }
    gathering = true;
    underWay.add(taken);
    return new Numbered(taken++, chunk);
  }

  private boolean isTime(int waiting) {
    if (underWay.isEmpty()) {
      return !gathering || ended || waiting >= Tuning.BATCH_BYTES;
    }
    return underWay.size() < WINDOW && waiting >= PRESSURE_BYTES;
  }

  private void gathered() {
    synchronized (this) {
      gathering = false;
    }
    pump();
  }

  private void send(Numbered next, int failures) {
    boolean first = isFirst(next);
    node.server()
        .output(held, next.seq(), next.chunk().body())
        .start()
        .whenComplete((reply, error) -> answered(next, failures, first, reply, error));
  }

  private synchronized boolean isFirst(Numbered next) {
    return underWay.headSet(next.seq()).isEmpty();
  }

  /**
   * @param first whether everything before it was acknowledged when it was sent; what was not may
   *     have overtaken its predecessor for longer than the server waits
   */
  private void answered(
      Numbered next,
      int failures,
      boolean first,
      @Nullable Reply reply,
      @Nullable Throwable error) {
    if (reply != null && reply.ok()) {
      accepted(next, reply);
    } else if (reply == null || reply.mayHeal() || (!first && reply.outOfOrder())) {
      retry(next, failures + 1, reply == null ? String.valueOf(error) : reply.describe());
    } else {
      LOG.log(
          Level.WARNING,
          () -> "output of " + held.assignment().ref() + " was refused: " + reply.describe());
      abort();
      onRefused.accept(reply.leaseLost() ? Stop.revoked() : Stop.outputRefused(reply.status()));
    }
  }

  private void accepted(Numbered sent, Reply reply) {
    synchronized (this) {
      underWay.remove(sent.seq());
    }
    if (truncated(reply)) {
      buffer.discard();
    }
    buffer.sent(sent.chunk());
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

  private void retry(Numbered next, int failures, String reason) {
    synchronized (this) {
      if (aborted) {
        return;
      }
    }
    LOG.log(
        failures == 1 ? Level.WARNING : Level.DEBUG,
        () -> "output of " + held.assignment().ref() + " is kept, to be sent again: " + reason);
    node.threads().later(node.retryDelayMs(failures), () -> send(next, failures));
  }
}
