package dev.sluice.cli.file;

import dev.sluice.archive.Meter;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/** Shows on a terminal how far a large transfer is; elsewhere nothing. */
final class TransferBar implements Meter, AutoCloseable {
  /** Bytes; less is sent at once. */
  static final long LARGE = 8 << 20;

  private static final int WIDTH = 30;

  private final PrintStream err;
  private final String activity;
  private final long total;
  private final boolean shown;
  private final Meter next;
  private long done;
  private long percent = -1;

  /**
   * @param total bytes that are expected
   * @param isTerminal whether stderr is a terminal
   * @param next gets each part before this bar does, and may end the transfer
   */
  TransferBar(PrintStream err, String activity, long total, boolean isTerminal, Meter next) {
    this.err = err;
    this.activity = activity;
    this.total = total;
    this.shown = isTerminal && total >= LARGE;
    this.next = next;
  }

  @Override
  public void moved(int bytes) throws IOException {
    next.moved(bytes);
    done += bytes;
    // A file may have grown since it was measured.
    long now = total == 0 ? 100 : Math.min(100, 100 * done / total);
    if (shown && now > percent) {
      percent = now;
      int full = (int) (WIDTH * now / 100);
      err.printf(
          Locale.ROOT,
          "\rsluice: %s [%s%s] %3d %% of %,d MB ",
          activity,
          "#".repeat(full),
          ".".repeat(WIDTH - full),
          now,
          Math.round(total / 1e6));
      err.flush();
    }
  }

  /** Removes the bar. */
  @Override
  public void close() {
    if (percent >= 0) {
      err.print("\r\033[K");
      err.flush();
    }
  }
}
