package dev.sluice.agent.output;

import dev.sluice.wire.output.OutputChannel;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The output of one attempt that the server has not accepted, in order of arrival, as numbered
 * chunks. It is bounded, requests under way included, by a limit of its own and by the budget of
 * the agent: an appending thread waits while the buffer is full, so a process that outruns the
 * server is slowed by its full pipe. Thread-safe; all buffers of an agent lock its budget.
 */
final class OutputBuffer {
  private final int limit;
  private final OutputBudget budget;
  private final LongSupplier nanoTime;
  private final ArrayDeque<PendingChunk> chunks = new ArrayDeque<>();
  private final ArrayDeque<PendingChunk> spares = new ArrayDeque<>();
  private long taken;
  private int inFlight;
  private int waiting;
  private int stalled;
  private long stalledSince;
  private long stalledNanos;
  private boolean ended;
  private boolean discarding;

  /**
   * @param limit bytes, frame headers included
   * @param nanoTime monotonic, measures how long appending threads wait
   */
  OutputBuffer(int limit, OutputBudget budget, LongSupplier nanoTime) {
    this.limit = limit;
    this.budget = budget;
    this.nanoTime = nanoTime;
  }

  /**
   * Appends {@code head} and then {@code bytes} to the same frame, so that a character split over
   * both is whole in it. Waits while the buffer is full; once it is ended it drops them.
   *
   * @param at epoch milliseconds
   */
  void append(OutputChannel channel, long at, ByteBuffer head, ByteBuffer bytes)
      throws InterruptedException {
    int length = head.remaining() + bytes.remaining();
    synchronized (budget) {
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
      int capacity = last.capacity();
      last.append(channel, at, head, bytes);
      budget.take(last.capacity() - capacity);
      waiting += last.size() - before;
    }
  }

  /** The number of the chunk that what is appended next goes to, if it has room. */
  long lastNumber() {
    synchronized (budget) {
      return taken + Math.max(chunks.size(), 1) - 1;
    }
  }

  private void awaitCapacity(int length) throws InterruptedException {
    while (!closed() && !hasCapacity(length)) {
      if (stalled++ == 0) {
        stalledSince = nanoTime.getAsLong();
      }
      try {
        budget.wait();
      } finally {
        if (--stalled == 0) {
          stalledNanos += nanoTime.getAsLong() - stalledSince;
        }
      }
    }
  }

  /** An attempt that holds nothing takes what is offered, whatever the others hold. */
  private boolean hasCapacity(int length) {
    int held = waiting + inFlight;
    return held == 0 || (held + length <= limit && budget.has(growth(length)));
  }

  private int growth(int length) {
    PendingChunk last = chunks.peekLast();
    if (last != null && last.fits(length)) {
      return last.growth(length);
    }
    PendingChunk spare = spares.peek();
    return spare == null
        ? PendingChunk.capacityOfNew(wantedAfter(last), length)
        : spare.growth(length);
  }

  private boolean closed() {
    return ended || discarding;
  }

  private PendingChunk nextChunk(@Nullable PendingChunk full) {
    PendingChunk kept = spares.poll();
    if (kept != null) {
      return kept;
    }
    PendingChunk made = new PendingChunk(wantedAfter(full));
    budget.take(made.capacity());
    return made;
  }

  /** A chunk that follows a full one is likely to be filled too. */
  private static int wantedAfter(@Nullable PendingChunk full) {
    return full == null ? 0 : PendingChunk.MAX_BYTES;
  }

  /**
   * Takes the oldest chunk, numbered from 0; it grows no more. {@link #accepted} or {@link
   * #dropped} must follow.
   *
   * @return {@code null} when no bytes wait
   */
  @Nullable PendingChunk take() {
    synchronized (budget) {
      PendingChunk chunk = chunks.pollFirst();
      if (chunk != null) {
        chunk.number(taken++);
        inFlight += chunk.size();
        waiting -= chunk.size();
      }
      return chunk;
    }
  }

  /** The server has the chunk: its array is free, and so is its share of the limits. */
  void accepted(PendingChunk chunk) {
    synchronized (budget) {
      inFlight -= chunk.size();
      spares.push(chunk.reuse());
      trimSpares();
      budget.notifyAll();
    }
  }

  /** An array kept for the next chunk must not keep the budget from other attempts for long. */
  private void trimSpares() {
    boolean idle = waiting + inFlight == 0;
    boolean keep = !discarding && !(idle && (ended || !budget.isAmple()));
    while (spares.size() > (keep ? Shipper.WINDOW : 0)) {
      budget.free(spares.pop().capacity());
    }
  }

  /** The chunk will not be sent again. */
  void dropped(PendingChunk chunk) {
    synchronized (budget) {
      inFlight -= chunk.size();
      budget.free(chunk.capacity());
    }
  }

  /** Bytes that wait to be taken. */
  int waiting() {
    synchronized (budget) {
      return waiting;
    }
  }

  /** Whether an appending thread waits. */
  boolean stalled() {
    synchronized (budget) {
      return stalled > 0;
    }
  }

  /** How long appending threads have waited so far; the waits of two at once count once. */
  long stalledNanos() {
    synchronized (budget) {
      return stalledNanos + (stalled > 0 ? nanoTime.getAsLong() - stalledSince : 0);
    }
  }

  /** Drops later appends; the waiting chunks can still be taken. */
  void end() {
    synchronized (budget) {
      ended = true;
      trimSpares();
      budget.notifyAll();
    }
  }

  /** Drops what waits and what is appended from now on, so that pipes drain without effect. */
  void discard() {
    synchronized (budget) {
      discarding = true;
      chunks.forEach(chunk -> budget.free(chunk.capacity()));
      chunks.clear();
      trimSpares();
      waiting = 0;
      budget.notifyAll();
    }
  }
}
