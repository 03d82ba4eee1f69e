package dev.sluice.source;

import dev.sluice.bundle.Report;
import dev.sluice.bundle.SemanticVersion;

/**
 * A version of a task as a source has it, known by its digest and not yet read in full.
 *
 * @param source configured name of the source
 * @param digest of its content, as far as known: the digest that an HTTP registry states is trusted
 *     until {@code loader} has read the content
 * @param location where in the source, for people
 * @param loader reads it in full
 */
public record DiscoveredTask(
    String source,
    String name,
    SemanticVersion version,
    String digest,
    String location,
    Loader loader) {

  /** Reads and checks a task in full. */
  @FunctionalInterface
  public interface Loader {
    /**
     * @return name, version and digest may differ from the discovered ones if the task changed
     *     since
     * @throws SourceException if the source cannot deliver it now
     */
    Report load() throws SourceException, InterruptedException;
  }

  /** {@code name@version}, the key of the version in the registry. */
  public String id() {
    return name + "@" + version;
  }

  @Override
  public String toString() {
    return id() + " at " + location + " of " + source;
  }
}
