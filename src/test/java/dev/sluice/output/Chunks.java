package dev.sluice.output;

import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Makes chunks for tests. */
public final class Chunks {
  static final long AT = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

  private Chunks() {}

  public static OutputFrame out(String text) {
    return out(text.getBytes(StandardCharsets.UTF_8));
  }

  public static OutputFrame out(byte[] bytes) {
    return new OutputFrame(OutputChannel.STDOUT, AT, ByteBuffer.wrap(bytes));
  }

  public static OutputFrame err(String text) {
    return frame(OutputChannel.STDERR, text);
  }

  public static OutputFrame frame(OutputChannel channel, String text) {
    return new OutputFrame(channel, AT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  public static byte[] body(OutputFrame... frames) {
    return body(List.of(frames));
  }

  static byte[] body(List<OutputFrame> frames) {
    int size = frames.stream().mapToInt(f -> 13 + f.bytes().remaining()).sum();
    ByteBuffer body = ByteBuffer.allocate(size);
    frames.forEach(frame -> frame.writeTo(body));
    return body.array();
  }

  public static LogChunk chunk(int attempt, long seq, OutputFrame... frames) {
    return chunk(attempt, seq, List.of(frames));
  }

  public static LogChunk chunk(int attempt, long seq, List<OutputFrame> frames) {
    return new LogChunk(attempt, seq, 0, 0, false, body(frames));
  }

  static byte[] bytes(OutputFrame frame) {
    byte[] bytes = new byte[frame.bytes().remaining()];
    frame.bytes().duplicate().get(bytes);
    return bytes;
  }

  public static String text(OutputFrame frame) {
    return new String(bytes(frame), StandardCharsets.UTF_8);
  }
}
