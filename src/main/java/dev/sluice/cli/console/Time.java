package dev.sluice.cli.console;

import java.time.Clock;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Where commands get time from.
 *
 * @param jitter numbers in [0, 1), so that many clients of a restarted server do not come back in
 *     step
 */
public record Time(Clock clock, Pause pause, DoubleSupplier jitter) {

  /** Waits. */
  @FunctionalInterface
  public interface Pause {
    void pause(Duration length) throws InterruptedException;
  }
}
