package dev.sluice.source;

import dev.sluice.bundle.Report;
import dev.sluice.bundle.SemanticVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a task that a source holds, known by its digest and not yet read in full.
 *
 * @param digest of its content, as far as known: an HTTP registry is believed until {@link #load}
 * @param location where in the source, for people
 * @param modifiedAt when it was last changed, as the source says; null if it does not
 */
public record DiscoveredTask(
    String name,
    SemanticVersion version,
    String digest,
    String location,
    @Nullable Instant modifiedAt,
    Loader loader) {

  /**
   * Reads and checks it in full. What it holds may be another version or digest than it was
   * discovered with, if it changed since.
   *
   * @throws SourceException if it cannot be had now
   */
  public Report load() throws SourceException, InterruptedException {
    return loader.load();
  }

  /** Gets a task from where it is. */
  @FunctionalInterface
  public interface Loader {
    Report load() throws SourceException, InterruptedException;
  }

  @Override
  public String toString() {
    return name + " " + version + " at " + location;
  }
}
