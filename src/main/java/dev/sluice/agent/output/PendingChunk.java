package dev.sluice.agent.output;

import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A chunk that the server has not accepted yet. It grows in the layout of {@link OutputFrame}, so
 * that each byte is copied once: bytes that follow others of the same channel lengthen that frame
 * instead of starting one; each event of {@link OutputChannel#PROGRESS} has its own.
 */
final class PendingChunk {
  static final int MAX_BYTES = 512 << 10;
  private static final int FIRST_BYTES = 4 << 10;

  private ByteBuffer data;

  /** Where the last frame starts. */
  private int frame;

  private @Nullable OutputChannel channel;
  private long seq = -1;

  PendingChunk(int capacity) {
    data = ByteBuffer.allocate(firstCapacity(capacity));
  }

  private static int firstCapacity(int wanted) {
    return Math.max(FIRST_BYTES, Math.min(MAX_BYTES, wanted));
  }

  /** The capacity of a new chunk of {@code wanted} bytes once {@code length} are in it. */
  static int capacityOfNew(int wanted, int length) {
    return capacity(firstCapacity(wanted), OutputFrame.HEADER_BYTES + length);
  }

  /** Whether {@code length} more bytes stay within a request; an empty chunk takes any length. */
  boolean fits(int length) {
    return data.position() == 0 || data.position() + OutputFrame.HEADER_BYTES + length <= MAX_BYTES;
  }

  /**
   * Appends {@code head} and then {@code bytes} to one frame.
   *
   * @param at epoch milliseconds
   */
  void append(OutputChannel to, long at, ByteBuffer head, ByteBuffer bytes) {
    int length = head.remaining() + bytes.remaining();
    reserve(OutputFrame.HEADER_BYTES + length);
    if (channel != to || !to.isBytes()) {
      frame = data.position();
      channel = to;
      OutputFrame.writeHeader(data, to, at, 0);
    }
    data.put(head).put(bytes);
    int lengthAt = frame + OutputFrame.LENGTH_OFFSET;
    data.putInt(lengthAt, data.getInt(lengthAt) + length);
  }

  private void reserve(int more) {
    int capacity = capacity(data.capacity(), data.position() + more);
    if (capacity > data.capacity()) {
      byte[] larger = Arrays.copyOf(data.array(), capacity);
      data = ByteBuffer.wrap(larger).position(data.position());
    }
  }

  /** The next capacity from {@code now} on that holds {@code needed} bytes. */
  private static int capacity(int now, int needed) {
    return needed <= now ? now : Math.max(needed, Math.min(MAX_BYTES, now * 4));
  }

  /** Bytes by which the array grows when {@code length} bytes are appended, at most. */
  int growth(int length) {
    int needed = data.position() + OutputFrame.HEADER_BYTES + length;
    return capacity(data.capacity(), needed) - data.capacity();
  }

  /** The size of its array, bytes. */
  int capacity() {
    return data.capacity();
  }

  int size() {
    return data.position();
  }

  /** The frames, shared with this chunk; each call starts at the first byte. */
  ByteBuffer body() {
    return data.duplicate().flip();
  }

  /** Gives the chunk its place in the attempt's log. */
  void number(long number) {
    seq = number;
  }

  long seq() {
    return seq;
  }

  /** Empties this chunk, to be filled again without a new array. */
  PendingChunk reuse() {
    data.clear();
    channel = null;
    seq = -1;
    return this;
  }
}
