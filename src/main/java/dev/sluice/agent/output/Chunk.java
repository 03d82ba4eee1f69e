package dev.sluice.agent.output;

import dev.sluice.wire.OutputChannel;
import dev.sluice.wire.OutputFrame;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The body of one output request while it grows: frames as {@link OutputFrame} lays them out,
 * written straight into their final place. Bytes that follow others of the same channel lengthen
 * that frame instead of starting one; an event of {@link OutputChannel#PROGRESS} has one of its
 * own.
 */
final class Chunk {
  static final int MAX_BYTES = 512 << 10;
  private static final int FIRST_BYTES = 4 << 10;
  private static final int LENGTH_AT = OutputFrame.HEADER_BYTES - Integer.BYTES;

  private ByteBuffer data;
  private int frame = -1;
  private byte channel;

  Chunk(int capacity) {
    data = ByteBuffer.allocate(Math.max(FIRST_BYTES, Math.min(MAX_BYTES, capacity)));
  }

  /** Whether {@code length} more bytes stay within a request; an empty chunk takes anything. */
  boolean fits(int length) {
    return data.position() == 0 || data.position() + OutputFrame.HEADER_BYTES + length <= MAX_BYTES;
  }

  void append(OutputChannel to, long at, byte[] bytes, int offset, int length) {
    reserve(OutputFrame.HEADER_BYTES + length);
    if (frame < 0 || channel != to.code() || !to.isBytes()) {
      frame = data.position();
      channel = to.code();
      data.put(channel).putLong(at).putInt(0);
    }
    data.put(bytes, offset, length);
    int before = data.getInt(frame + LENGTH_AT);
    data.putInt(frame + LENGTH_AT, before + length);
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

  /** What has been appended, shared; each call starts at the first byte. */
  ByteBuffer body() {
    return data.duplicate().flip();
  }

  /** Makes this chunk empty, to be filled again without a new array. */
  Chunk reuse() {
    data.clear();
    frame = -1;
    return this;
  }
}
