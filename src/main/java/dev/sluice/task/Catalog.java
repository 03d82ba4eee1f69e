package dev.sluice.task;

import dev.sluice.bundle.SemanticVersion;
import dev.sluice.bundle.VersionRange;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every stored version in memory, by name and version, without scripts and schemas, so that
 * resolving a range, listing, searching, and a sync without changes need no query. The catalog is
 * read from the database when the server starts; it follows the writes of this server at once, and
 * those of other servers through the log of events.
 */
@Singleton
public final class Catalog {
  private final ConcurrentNavigableMap<String, NavigableMap<SemanticVersion, CatalogEntry>> byName =
      new ConcurrentSkipListMap<>();

  /** Adds what was written or read, unless the catalog has a newer revision. */
  public void follow(CatalogEntry entry) {
    byName
        .computeIfAbsent(entry.name(), name -> new ConcurrentSkipListMap<>())
        .merge(
            entry.version(),
            entry,
            (known, given) -> given.revision() >= known.revision() ? given : known);
  }

  public Stream<CatalogEntry> all() {
    return byName.values().stream().flatMap(versions -> versions.values().stream());
  }

  /** Names after {@code name}, with their versions, in order; from the first if it is empty. */
  public Stream<Collection<CatalogEntry>> after(String name) {
    return byName.tailMap(name, false).values().stream().map(NavigableMap::values);
  }

  /** The oldest version first; empty for an unknown name. */
  public List<CatalogEntry> versions(String name) {
    NavigableMap<SemanticVersion, CatalogEntry> versions = byName.get(name);
    return versions == null ? List.of() : List.copyOf(versions.values());
  }

  /**
   * The newest version first; empty for an unknown name.
   *
   * @param older exclusive upper bound; null for none
   */
  public List<CatalogEntry> newest(String name, @Nullable SemanticVersion older, int limit) {
    NavigableMap<SemanticVersion, CatalogEntry> versions = byName.get(name);
    if (versions == null) {
      return List.of();
    }
    NavigableMap<SemanticVersion, CatalogEntry> open =
        older == null ? versions : versions.headMap(older, false);
    return open.descendingMap().values().stream().limit(limit).toList();
  }

  /** Number of versions of a name. */
  public int count(String name) {
    NavigableMap<SemanticVersion, CatalogEntry> versions = byName.get(name);
    return versions == null ? 0 : versions.size();
  }

  public Optional<CatalogEntry> find(String name, SemanticVersion version) {
    NavigableMap<SemanticVersion, CatalogEntry> versions = byName.get(name);
    return versions == null ? Optional.empty() : Optional.ofNullable(versions.get(version));
  }

  /** The newest available version in the range. */
  public Optional<CatalogEntry> resolve(String name, VersionRange range) {
    List<CatalogEntry> available = versions(name).stream().filter(CatalogEntry::available).toList();
    return range
        .newest(available.stream().map(CatalogEntry::version).toList())
        .flatMap(newest -> find(name, newest));
  }

  /** All names, sorted. */
  public Collection<String> names() {
    return byName.keySet();
  }

  public int size() {
    return byName.values().stream().mapToInt(NavigableMap::size).sum();
  }
}
