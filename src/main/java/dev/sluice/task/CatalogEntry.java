package dev.sluice.task;

import dev.sluice.bundle.SemanticVersion;
import dev.sluice.task.sync.Found;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept in memory of a stored version: enough to list, search and resolve.
 *
 * @param revision of the document that this was read from
 * @param updatedAt when the content last changed
 * @param disputed digest of other content that a source has under this version
 */
public record CatalogEntry(
    String name,
    SemanticVersion version,
    long revision,
    String digest,
    String source,
    String location,
    boolean available,
    @Nullable String uuid,
    @Nullable String label,
    @Nullable String description,
    List<String> tags,
    Instant updatedAt,
    @Nullable String disputed) {

  public static CatalogEntry of(TaskVersion stored) {
    return new CatalogEntry(
        stored.name,
        SemanticVersion.of(stored.version),
        stored.revision,
        stored.digest,
        stored.source,
        stored.location,
        stored.available,
        stored.uuid,
        stored.label,
        stored.description,
        List.copyOf(stored.tags),
        stored.updatedAt,
        stored.dispute == null ? null : stored.dispute.digest());
  }

  public String id() {
    return TaskVersion.id(name, version.toString());
  }

  /** Whether it is stored as found there. */
  public boolean isAt(Found found) {
    return source.equals(found.source()) && location.equals(found.location());
  }
}
