package dev.sluice.task.sync;

import dev.sluice.bundle.SemanticVersion;
import dev.sluice.source.DiscoveredTask;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.TaskVersion;

/**
 * A version as a source has it now.
 *
 * @param source configured name of the source
 * @param location where in the source
 * @param loader reads it in full
 */
public record Found(
    String name,
    SemanticVersion version,
    String digest,
    String source,
    String location,
    DiscoveredTask.Loader loader) {

  static Found in(String source, DiscoveredTask task) {
    return new Found(
        task.name(), task.version(), task.digest(), source, task.location(), task.loader());
  }

  /** What is stored, taken for what its source, which could not say, still has. */
  static Found asStored(CatalogEntry entry) {
    return new Found(
        entry.name(),
        entry.version(),
        entry.digest(),
        entry.source(),
        entry.location(),
        () -> {
          throw new IllegalStateException(entry.id() + " is stored: nothing is to be loaded");
        });
  }

  String id() {
    return TaskVersion.id(name, version.toString());
  }
}
