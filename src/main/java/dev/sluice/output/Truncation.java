package dev.sluice.output;

import dev.sluice.text.Utf8;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts a chunk at the output limit, between characters, and appends a gap entry. */
final class Truncation {
  private Truncation() {}

  /**
   * As many of {@code frames} as fit, and a gap.
   *
   * @param room bytes left, for frames with their headers
   * @param at epoch milliseconds
   */
  static List<OutputFrame> cut(List<OutputFrame> frames, long room, String cursor, long at) {
    List<OutputFrame> kept = new ArrayList<>();
    long left = room;
    for (OutputFrame frame : frames) {
      left -= frame.bytes().hasRemaining() ? OutputFrame.HEADER_BYTES : 0;
      if (left <= 0) {
        break;
      }
      ByteBuffer bytes = frame.bytes().duplicate();
      if (bytes.remaining() > left && frame.channel() == OutputChannel.PROGRESS) {
        // A part of a JSON object is no JSON.
        break;
      }
      if (bytes.remaining() > left) {
        bytes.limit(bytes.position() + Utf8.cutBefore(bytes, (int) left));
      }
      if (bytes.hasRemaining()) {
        kept.add(new OutputFrame(frame.channel(), frame.at(), bytes));
      }
      left -= frame.bytes().remaining();
    }
    String gap = "{\"from\":\"" + cursor + "\",\"to\":null,\"reason\":\"TRUNCATED\"}";
    kept.add(
        new OutputFrame(
            OutputChannel.GAP, at, ByteBuffer.wrap(gap.getBytes(StandardCharsets.UTF_8))));
    return kept;
  }
}
