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
    data = ByteBuffer.allocate(Math.max(FIRST_BYTES, Math.min(MAX_BYTES, capacity)));
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
    if (data.remaining() < more) {
      int needed = data.position() + more;
      byte[] larger = Arrays.copyOf(data.array(), Math.max(needed, data.capacity() * 4));
      data = ByteBuffer.wrap(larger).position(data.position());
    }
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
