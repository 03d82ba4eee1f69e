package dev.sluice.agent.output;

import dev.sluice.wire.output.OutputChannel;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The output of one attempt that the server has not accepted, in order of arrival, as numbered
 * chunks. It is bounded, requests under way included: an appending thread waits while the buffer is
 * full, so a process that outruns the server is slowed by its full pipe. Thread-safe.
 */
final class OutputBuffer {
  private final int limit;
  private final ArrayDeque<PendingChunk> chunks = new ArrayDeque<>();
  private final ArrayDeque<PendingChunk> spares = new ArrayDeque<>();
  private long taken;
  private int inFlight;
  private int waiting;
  private int stalled;
  private boolean ended;
  private boolean discarding;

  /**
   * @param limit bytes, frame headers included
   */
  OutputBuffer(int limit) {
    this.limit = limit;
  }

  /**
   * Appends {@code head} and then {@code bytes} to the same frame, so that a character split over
   * both is whole in it. Waits while the buffer is full; once it is ended it drops them.
   *
   * @param at epoch milliseconds
   */
  synchronized void append(OutputChannel channel, long at, ByteBuffer head, ByteBuffer bytes)
      throws InterruptedException {
    int length = head.remaining() + bytes.remaining();
    awaitCapacity(length);
    if (closed()) {
      return;
    }
    PendingChunk last = chunks.peekLast();
    if (last == null || !last.fits(length)) {
      last = nextChunk(last);
      chunks.addLast(last);
    }
    int before = last.size();
    last.append(channel, at, head, bytes);
    waiting += last.size() - before;
  }

  private void awaitCapacity(int length) throws InterruptedException {
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

  private PendingChunk nextChunk(@Nullable PendingChunk full) {
    PendingChunk kept = spares.poll();
    return kept != null
        ? kept.reuse()
        : new PendingChunk(full == null ? 0 : PendingChunk.MAX_BYTES);
  }

  /**
   * Takes the oldest chunk, numbered from 0; it grows no more. {@link #accepted} must follow.
   *
   * @return {@code null} when no bytes wait
   */
  synchronized @Nullable PendingChunk take() {
    PendingChunk chunk = chunks.pollFirst();
    if (chunk != null) {
      chunk.number(taken++);
      inFlight += chunk.size();
      waiting -= chunk.size();
    }
    return chunk;
  }

  /** The server has the chunk: its array is free, and so is its share of the limit. */
  synchronized void accepted(PendingChunk chunk) {
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

  /** Whether an appending thread waits. */
  synchronized boolean stalled() {
    return stalled > 0;
  }

  /** Drops later appends; the waiting chunks can still be taken. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Drops what waits and what is appended from now on, so that pipes drain without effect. */
  synchronized void discard() {
    discarding = true;
    chunks.clear();
    waiting = 0;
    notifyAll();
  }
}
