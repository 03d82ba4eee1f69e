package dev.sluice.cli.file;

import dev.sluice.cli.console.Environment;
import dev.sluice.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/** Copies bytes, and shows on a terminal how far it is; elsewhere nothing. */
final class Transfer implements AutoCloseable {
  private static final int AT_ONCE = 64 << 10;

  /** Bytes between two updates; a shorter file needs no progress. */
  private static final long EVERY = 4L << 20;

  private final PrintStream err;
  private final boolean shown;
  private final String name;
  private final long total;
  private long done;
  private long next = EVERY;
  private boolean ticked;

  /**
   * @param shown whether stderr is a terminal
   * @param total bytes of the whole file
   */
  Transfer(Environment env, boolean shown, String name, long total) {
    this.err = env.terminal().err();
    this.shown = shown;
    this.name = Printable.clean(name, " ");
    this.total = total;
  }

  /** Bytes that are copied, in this call or before. */
  long done() {
    return done;
  }

  /** So many bytes were copied before. */
  void startAt(long bytes) {
    done = bytes;
    next = bytes + EVERY;
  }

  /** What to do with each part beside writing it. */
  @FunctionalInterface
  interface Seen {
    void see(byte[] part);
  }

  /** Copies to the end of {@code from}. */
  void copy(InputStream from, OutputStream to, Seen seen) throws IOException {
    byte[] buffer = new byte[AT_ONCE];
    for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
      to.write(buffer, 0, length);
      seen.see(length == buffer.length ? buffer : Arrays.copyOf(buffer, length));
      done += length;
      tick();
    }
  }

  private void tick() {
    if (shown && done >= next) {
      next = done + EVERY;
      ticked = true;
      err.printf(
          "\rsluice: %s … %s of %s, %d %% ",
          name, size(done), size(total), total == 0 ? 100 : 100 * done / total);
      err.flush();
    }
  }

  /** A number of bytes for people. */
  static String size(long bytes) {
    if (bytes < 1_000_000) {
      return bytes < 1_000 ? bytes + " B" : bytes / 1_000 + " kB";
    }
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  @Override
  public void close() {
    if (ticked) {
      err.print("\r\033[K");
      err.flush();
    }
  }
}
