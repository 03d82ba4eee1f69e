package dev.sluice.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the end of a host's stderr for diagnosis. A healthy host writes nothing there. */
final class StderrTail implements Runnable {
  private static final int KEPT = 4 << 10;

  private final InputStream stderr;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  StderrTail(InputStream stderr) {
    this.stderr = stderr;
  }

  @Override
  public void run() {
    byte[] bytes = new byte[1 << 10];
    try {
      for (int count = stderr.read(bytes); count >= 0; count = stderr.read(bytes)) {
        keep(bytes, count);
      }
    } catch (IOException closed) {
      keep(new byte[0], 0);
    }
  }

  private synchronized void keep(byte[] bytes, int count) {
    if (kept.size() + count > KEPT) {
      byte[] before = kept.toByteArray();
      int from = Math.max(0, before.length - KEPT / 2);
      kept.reset();
      kept.write(before, from, before.length - from);
    }
    kept.write(bytes, 0, count);
  }

  synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8).strip();
  }
}
