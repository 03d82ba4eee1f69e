package dev.sluice.cli.transfer;

import java.io.PrintStream;

/** Shows on a terminal how far a long run is; elsewhere nothing. */
final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 30;

  private final PrintStream err;
  private final String activity;
  private final boolean shown;
  private String last = "";

  /**
   * @param shown whether stderr is a terminal
   */
  ProgressBar(PrintStream err, String activity, boolean shown) {
    this.err = err;
    this.activity = activity;
    this.shown = shown;
  }

  /**
   * @param total 0 if it is not known
   */
  void at(long done, long total) {
    if (!shown || total == 0) {
      return;
    }
    int percent = (int) Math.min(100, 100 * done / total);
    int full = WIDTH * percent / 100;
    String bar =
        "sluice: %s [%s%s] %d %%"
            .formatted(activity, "#".repeat(full), " ".repeat(WIDTH - full), percent);
    if (!bar.equals(last)) {
      err.print("\r" + bar);
      err.flush();
      last = bar;
    }
  }

  /** Makes room for a line. */
  void clear() {
    if (!last.isEmpty()) {
      err.print("\r\033[K");
      err.flush();
      last = "";
    }
  }

  @Override
  public void close() {
    clear();
  }
}
