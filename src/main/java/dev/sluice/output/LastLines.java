package dev.sluice.output;

import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Counts lines of some channels from the end of the log, and cuts the front off a chunk so that a
 * reader starts at the start of a line. Frames of other channels stay as they are.
 */
public final class LastLines {
  public static final LastLines OF_BOTH =
      new LastLines(Set.of(OutputChannel.STDOUT, OutputChannel.STDERR));

  private final Set<OutputChannel> channels;

  private LastLines(Set<OutputChannel> channels) {
    this.channels = channels;
  }

  public static LastLines of(OutputChannel channel) {
    return new LastLines(Set.of(channel));
  }

  /** {@code chunk} from after its {@code n}th line end, counted from its end. */
  public LogChunk last(LogChunk chunk, int n) {
    List<OutputFrame> kept = new ArrayList<>();
    int left = n;
    List<OutputFrame> frames = chunk.frames();
    for (int i = frames.size() - 1; i >= 0 && left > 0; i--) {
      OutputFrame frame = frames.get(i);
      int here = counts(frame) ? count(frame.bytes()) : 0;
      OutputFrame shown = here < left ? frame : cut(frame, left);
      if (shown.bytes().hasRemaining()) {
        kept.add(0, shown);
      }
      left -= here;
    }
    return chunk.endingWith(kept);
  }

  int lineEnds(LogChunk chunk) {
    return chunk.frames().stream().filter(this::counts).mapToInt(f -> count(f.bytes())).sum();
  }

  boolean hasText(LogChunk chunk) {
    return chunk.frames().stream().anyMatch(frame -> counts(frame) && frame.bytes().hasRemaining());
  }

  /** Whether the chunk has text and that ends with a line end. */
  boolean endsLine(LogChunk chunk) {
    List<ByteBuffer> text =
        chunk.frames().stream()
            .filter(this::counts)
            .map(OutputFrame::bytes)
            .filter(ByteBuffer::hasRemaining)
            .toList();
    if (text.isEmpty()) {
      return false;
    }
    ByteBuffer last = text.get(text.size() - 1);
    return last.get(last.limit() - 1) == '\n';
  }

  private boolean counts(OutputFrame frame) {
    return channels.contains(frame.channel());
  }

  private static int count(ByteBuffer bytes) {
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
}
