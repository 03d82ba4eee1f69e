package dev.sluice.agent.output;

import dev.sluice.wire.OutputChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Output of one attempt on its way from the readers of its pipes to the server, in order of
 * arrival. It holds a bounded number of bytes, those of requests under way included; who appends
 * more waits, so that a process that outruns the server is slowed by its full pipe.
 */
final class OutputBuffer {
  private final int limit;
  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
  private final ArrayDeque<Chunk> spares = new ArrayDeque<>();
  private int inFlight;
  private int waiting;
  private int stalled;
  private boolean ended;
  private boolean discarding;

  OutputBuffer(int limit) {
    this.limit = limit;
  }

  /**
   * Appends {@code head} and then {@code bytes}, which land in the same frame: a character split
   * over both is not cut.
   */
  synchronized void append(OutputChannel channel, long at, Piece head, Piece bytes)
      throws InterruptedException {
    int length = head.length() + bytes.length();
    awaitRoom(length);
    if (closed()) {
      return;
    }
    Chunk last = chunks.peekLast();
    if (last == null || !last.fits(length)) {
      last = nextChunk(last);
      chunks.addLast(last);
    }
    int before = last.size();
    if (head.length() > 0) {
      last.append(channel, at, head.array(), head.offset(), head.length());
    }
    last.append(channel, at, bytes.array(), bytes.offset(), bytes.length());
    waiting += last.size() - before;
  }

  private void awaitRoom(int length) throws InterruptedException {
    while (!closed() && waiting + inFlight > 0 && waiting + inFlight + length > limit) {
      stalled++;
      try {
        wait();
      } finally {
        stalled--;
      }
    }
  }

  private boolean closed() {
    return ended || discarding;
  }

  private Chunk nextChunk(@Nullable Chunk full) {
    Chunk kept = spares.poll();
    return kept != null ? kept.reuse() : new Chunk(full == null ? 0 : Chunk.MAX_BYTES);
  }

  /** The oldest chunk, closed to further bytes, or {@code null}; {@link #sent} must follow. */
  synchronized @Nullable Chunk take() {
    Chunk chunk = chunks.pollFirst();
    if (chunk != null) {
      inFlight += chunk.size();
      waiting -= chunk.size();
    }
    return chunk;
  }

  synchronized void sent(Chunk chunk) {
    inFlight -= chunk.size();
    if (spares.size() < Shipper.WINDOW) {
      spares.push(chunk);
    }
    notifyAll();
  }

  /** Bytes that wait to be taken. */
  synchronized int waiting() {
    return waiting;
  }

  /** Whether a reader is held up by the bound. */
  synchronized boolean stalled() {
    return stalled > 0;
  }

  /** Takes no more; what waits can still be taken. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Drops what waits and whatever comes: nobody wants it, but the pipes must still be drained. */
  synchronized void discard() {
    discarding = true;
    chunks.clear();
    waiting = 0;
    notifyAll();
  }
}
