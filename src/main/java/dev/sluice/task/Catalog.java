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
 * Every stored version in memory, by name and version, without scripts and schemas: a submission
 * that names a range, a list with a search, and a sync that finds nothing new all cost no query. It
 * follows the writes of this replica at once, those of others by the log of events, and is read
 * anew from the database when this process starts.
 */
@Singleton
public final class Catalog {
  private final ConcurrentNavigableMap<String, NavigableMap<SemanticVersion, CatalogEntry>> byName =
      new ConcurrentSkipListMap<>();

  /** Takes over what was written or read, unless something newer is known. */
  public void follow(CatalogEntry entry) {
    byName
        .computeIfAbsent(entry.name(), name -> new ConcurrentSkipListMap<>())
        .merge(
            entry.version(),
            entry,
            (known, news) -> news.revision() >= known.revision() ? news : known);
  }

  public Stream<CatalogEntry> all() {
    return byName.values().stream().flatMap(versions -> versions.values().stream());
  }

  /** Names after {@code name}, with their versions, in order; from the first if it is empty. */
  public Stream<Collection<CatalogEntry>> after(String name) {
    return byName.tailMap(name, false).values().stream().map(NavigableMap::values);
  }

  /** The oldest version first; none for a name that is not known. */
  public List<CatalogEntry> versions(String name) {
    NavigableMap<SemanticVersion, CatalogEntry> versions = byName.get(name);
    return versions == null ? List.of() : List.copyOf(versions.values());
  }

  /**
   * The newest version first; none for a name that is not known.
   *
   * @param older than which they must be; null for all
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

  /** How many versions there are of a name. */
  public int count(String name) {
    NavigableMap<SemanticVersion, CatalogEntry> versions = byName.get(name);
    return versions == null ? 0 : versions.size();
  }

  public Optional<CatalogEntry> find(String name, SemanticVersion version) {
    NavigableMap<SemanticVersion, CatalogEntry> versions = byName.get(name);
    return versions == null ? Optional.empty() : Optional.ofNullable(versions.get(version));
  }

  /** What a submission gets: of the available versions in the range the newest. */
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
