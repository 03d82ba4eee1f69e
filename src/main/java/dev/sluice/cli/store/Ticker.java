package dev.sluice.cli.store;

import dev.sluice.upkeep.Progress;
import java.io.PrintStream;

/** Shows on a terminal how far a long run is; elsewhere nothing. */
final class Ticker implements Progress, AutoCloseable {
  /** Entries between two updates; fewer need no progress. */
  private static final int EVERY = 20_000;

  private final PrintStream err;
  private final String activity;
  private final boolean shown;
  private boolean ticked;

  /**
   * @param shown whether stderr is a terminal
   */
  Ticker(PrintStream err, String activity, boolean shown) {
    this.err = err;
    this.activity = activity;
    this.shown = shown;
  }

  @Override
  public void at(long done, long total) {
    if (shown && done % EVERY == 0) {
      ticked = true;
      err.printf("\rsluice: %s … %d %% ", activity, total == 0 ? 100 : 100 * done / total);
      err.flush();
    }
  }

  @Override
  public void close() {
    if (ticked) {
      err.print("\r\033[K");
      err.flush();
    }
  }
}
