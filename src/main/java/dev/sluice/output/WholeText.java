package dev.sluice.output;

import dev.sluice.text.Utf8;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** All that an attempt printed, as its worker says at the end. */
public final class WholeText {
  /** Bytes of one frame; a chunk has one. */
  private static final int FRAME = 256 << 10;

  private final byte[] stdout;
  private final byte[] stderr;

  private WholeText(byte[] stdout, byte[] stderr) {
    this.stdout = stdout;
    this.stderr = stderr;
  }

  public static WholeText of(String stdout, String stderr) {
    return new WholeText(
        stdout.getBytes(StandardCharsets.UTF_8), stderr.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What is missing behind the streamed text, first of stdout and then of stderr; empty when the
   * whole text does not begin with it.
   *
   * @param at of the frames, epoch milliseconds
   */
  Optional<List<OutputFrame>> behind(StreamedText streamed, long at) {
    byte[] out = streamed.bytes(OutputChannel.STDOUT);
    byte[] err = streamed.bytes(OutputChannel.STDERR);
    return beginsWith(stdout, out) && beginsWith(stderr, err)
        ? Optional.of(frames(out.length, err.length, at))
        : Optional.empty();
  }

  /** All of it. */
  List<OutputFrame> frames(long at) {
    return frames(0, 0, at);
  }

  private List<OutputFrame> frames(int fromOut, int fromErr, long at) {
    List<OutputFrame> frames = new ArrayList<>();
    split(
        OutputChannel.STDOUT,
        ByteBuffer.wrap(stdout, fromOut, stdout.length - fromOut),
        at,
        frames);
    split(
        OutputChannel.STDERR,
        ByteBuffer.wrap(stderr, fromErr, stderr.length - fromErr),
        at,
        frames);
    return frames;
  }

  /** Cuts between characters. */
  private static void split(
      OutputChannel channel, ByteBuffer rest, long at, List<OutputFrame> frames) {
    while (rest.hasRemaining()) {
      int length =
          rest.remaining() <= FRAME ? rest.remaining() : Math.max(1, Utf8.cutBefore(rest, FRAME));
      frames.add(new OutputFrame(channel, at, rest.slice(rest.position(), length)));
      rest.position(rest.position() + length);
    }
  }

  private static boolean beginsWith(byte[] whole, byte[] part) {
    return part.length <= whole.length
        && Arrays.equals(whole, 0, part.length, part, 0, part.length);
  }
}
