package dev.sluice.task;

import dev.sluice.bundle.SemanticVersion;
import dev.sluice.source.DiscoveredTask;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a stored version that the catalog holds in memory: enough to list, search and
 * resolve.
 *
 * @param revision of the document that this was read from
 * @param updatedAt time of the last change of the content
 * @param disputed digest of other content that a source has under this version; null without a
 *     dispute
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

  /** Whether the stored source and location are those of {@code found}. */
  public boolean isAt(DiscoveredTask found) {
    return source.equals(found.source()) && location.equals(found.location());
  }
}
