package dev.sluice.source;

import dev.sluice.bundle.form.BundleReader;
import dev.sluice.time.Polling;
import dev.sluice.time.Timers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The parts that all sources share.
 *
 * @param clock compared with the times of files
 * @param jitter numbers from 0 to 1 that spread retries
 * @param reader reads tasks, within its limits
 * @param cache a directory for copies that may be lost
 */
public record SourceContext(
    Clock clock, Timers timers, DoubleSupplier jitter, BundleReader reader, Path cache) {

  /** Calls {@code changed} at this interval, with jitter, for a source that gives no notice. */
  public Polling poll(Duration interval, Runnable changed) {
    return Polling.every(interval, timers, jitter, changed);
  }
}
