package dev.sluice.wire.output;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes that a process wrote to one stream, and when the agent read them. A chunk of output crosses
 * the wire as a sequence of frames, each {@code channel:1 at:8 length:4 bytes}, big-endian.
 *
 * @param at epoch milliseconds by the worker's clock
 * @param bytes exactly as written; an agent splits no UTF-8 character between two frames of a
 *     stream
 */
public record OutputFrame(OutputChannel channel, long at, ByteBuffer bytes) {
  public static final int HEADER_BYTES = 1 + 8 + 4;

  /** Where in its header a frame's length stands. */
  public static final int LENGTH_OFFSET = 1 + 8;

  /** Appends this frame to {@code target}, which must have room for header and bytes. */
  public void writeTo(ByteBuffer target) {
    writeHeader(target, channel, at, bytes.remaining());
    target.put(bytes.duplicate());
  }

  /** Appends the header of a frame of {@code length} bytes. */
  public static void writeHeader(ByteBuffer target, OutputChannel channel, long at, int length) {
    target.put(channel.code()).putLong(at).putInt(length);
  }

  /**
   * The frames in {@code body}; they share its bytes.
   *
   * @throws IllegalArgumentException if a frame is cut short or has an unknown channel; the message
   *     names the byte
   */
  public static List<OutputFrame> read(ByteBuffer body) {
    List<OutputFrame> frames = new ArrayList<>();
    while (body.hasRemaining()) {
      int start = body.position();
      if (body.remaining() < HEADER_BYTES) {
        throw new IllegalArgumentException("frame header cut short at byte " + start);
      }
      OutputChannel channel = OutputChannel.of(body.get());
      long at = body.getLong();
      int length = body.getInt();
      if (length < 0 || length > body.remaining()) {
        throw new IllegalArgumentException(
            "frame at byte " + start + " says " + length + " bytes, there are " + body.remaining());
      }
      frames.add(new OutputFrame(channel, at, body.slice(body.position(), length)));
      body.position(body.position() + length);
    }
    return frames;
  }
}
