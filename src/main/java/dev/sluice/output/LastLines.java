package dev.sluice.output;

import dev.sluice.wire.OutputChannel;
import dev.sluice.wire.OutputFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Cuts the front off a chunk, so that a reader begins at the start of a line. */
final class LastLines {
  private LastLines() {}

  /** {@code chunk} from behind its {@code n}th line end, counted from its end. */
  static Chunk of(Chunk chunk, int n) {
    List<OutputFrame> kept = new ArrayList<>();
    int left = n;
    List<OutputFrame> frames = chunk.frames();
    for (int i = frames.size() - 1; i >= 0 && left > 0; i--) {
      OutputFrame frame = frames.get(i);
      int here = isText(frame) ? count(frame.bytes()) : 0;
      OutputFrame shown = here < left ? frame : cut(frame, left);
      left -= here;
      if (left > 0 || shown.bytes().hasRemaining()) {
        kept.add(0, shown);
      }
    }
    return chunk.endingWith(kept);
  }

  static List<OutputFrame> text(Chunk chunk) {
    return chunk.frames().stream().filter(LastLines::isText).toList();
  }

  static int count(ByteBuffer bytes) {
    int count = 0;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      if (bytes.get(i) == '\n') {
        count++;
      }
    }
    return count;
  }

  private static OutputFrame cut(OutputFrame frame, int n) {
    ByteBuffer bytes = frame.bytes().duplicate();
    int left = n;
    int i = bytes.limit();
    while (left > 0) {
      i--;
      if (bytes.get(i) == '\n') {
        left--;
      }
    }
    bytes.position(i + 1);
    return new OutputFrame(frame.channel(), frame.at(), bytes);
  }

  private static boolean isText(OutputFrame frame) {
    return frame.channel() == OutputChannel.STDOUT || frame.channel() == OutputChannel.STDERR;
  }
}
