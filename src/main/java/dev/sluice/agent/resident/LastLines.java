package dev.sluice.agent.resident;

import dev.sluice.text.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keeps the end of what a process printed, as evidence for its failure. Thread-safe. */
final class LastLines {
  private static final int BYTES = 1_024;
  private static final int LINES = 10;

  private final byte[] ring = new byte[BYTES];
  private long written;

  synchronized void add(ByteBuffer bytes) {
    ByteBuffer copy = bytes.duplicate();
    if (copy.remaining() > BYTES) {
      written += copy.remaining() - BYTES;
      copy.position(copy.limit() - BYTES);
    }
    while (copy.hasRemaining()) {
      ring[(int) (written++ % BYTES)] = copy.get();
    }
  }

  /** The last lines without a line break at their end; the first may be cut. */
  synchronized String text() {
    int length = (int) Math.min(written, BYTES);
    byte[] end = new byte[length];
    for (int i = 0; i < length; i++) {
      end[i] = ring[(int) ((written - length + i) % BYTES)];
    }
    String[] lines = new String(end, StandardCharsets.UTF_8).stripTrailing().split("\n");
    StringBuilder last = new StringBuilder();
    for (int i = Math.max(0, lines.length - LINES); i < lines.length; i++) {
      last.append(last.isEmpty() ? "" : "\n").append(Printable.clean(lines[i], " "));
    }
    return last.toString();
  }
}
