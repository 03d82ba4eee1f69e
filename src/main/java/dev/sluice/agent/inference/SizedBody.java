package dev.sluice.agent.inference;

import dev.sluice.agent.inference.InferFailure.Kind;
import java.io.IOException;
import java.io.InputStream;

/** A body that says how long it is, as a whole or chunk by chunk: one that ends early fails. */
final class SizedBody extends InputStream {
  private static final int MAX_LINE = 16 << 10;

  private final InputStream in;
  private final boolean chunked;

  /** Of the body, or of its present chunk. */
  private long left;

  private boolean ended;
  private boolean begun;

  private SizedBody(InputStream in, boolean chunked, long left) {
    this.in = in;
    this.chunked = chunked;
    this.left = left;
  }

  static SizedBody ofLength(InputStream in, long length) {
    return new SizedBody(in, false, length);
  }

  static SizedBody ofChunks(InputStream in) {
    return new SizedBody(in, true, 0);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** Returns what has arrived, without waiting for more of it. */
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (left == 0 && chunked && !ended) {
      nextChunk();
    }
    if (left == 0 || ended) {
      return -1;
    }
    int read = in.read(bytes, offset, (int) Math.min(length, left));
    if (read < 0) {
      throw new InferFailure(Kind.PROCESS_UNREACHABLE, "the answer broke off before its end");
    }
    left -= read;
    return read;
  }

  private void nextChunk() throws IOException {
    int[] most = {MAX_LINE};
    if (begun) {
      String end = AnswerHead.line(in, most);
      if (!end.isEmpty()) {
        throw new InferFailure(Kind.INVALID_ANSWER, "the answer has a chunk of a wrong length");
      }
    }
    begun = true;
    String size = AnswerHead.line(in, most).replaceFirst(";.*", "").strip();
    try {
      left = Long.parseUnsignedLong(size, 16);
    } catch (NumberFormatException e) {
      throw new InferFailure(Kind.INVALID_ANSWER, "the answer has a chunk without a length");
    }
    ended = left <= 0;
  }
}
