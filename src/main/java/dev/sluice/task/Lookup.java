package dev.sluice.task;

import dev.sluice.bundle.SemanticVersion;
import dev.sluice.http.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks something up in the catalog. Before it is said that there is none, what other replicas have
 * written by now is read.
 */
@Singleton
final class Lookup {
  private static final Comparator<TaskVersion> NEWEST_FIRST =
      Comparator.comparing((TaskVersion stored) -> SemanticVersion.of(stored.version)).reversed();

  private final Catalog catalog;
  private final TaskVersions versions;
  private final TaskEvents events;

  Lookup(Catalog catalog, TaskVersions versions, TaskEvents events) {
    this.catalog = catalog;
    this.versions = versions;
    this.events = events;
  }

  /** What {@code query} finds now, or once the catalog has caught up. */
  <T> Uni<Optional<T>> find(Supplier<Optional<T>> query) {
    Optional<T> now = query.get();
    return now.isPresent() ? Uni.createFrom().item(now) : events.catchUp().map(done -> query.get());
  }

  /**
   * All versions of a task as stored, the newest first.
   *
   * @return fails with a 404 problem when there is none
   */
  Uni<List<TaskVersion>> versions(String name) {
    return find(() -> Optional.of(catalog.versions(name)).filter(found -> !found.isEmpty()))
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("task", name)))
        .chain(versions::of)
        .map(found -> found.stream().sorted(NEWEST_FIRST).toList());
  }

  /**
   * @return fails with a 404 problem when there is no such version
   */
  Uni<CatalogEntry> version(String name, String version) {
    return find(() -> SemanticVersion.parse(version).flatMap(v -> catalog.find(name, v)))
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        catalog.versions(name).isEmpty()
                            ? ProblemException.notFound("task", name)
                            : ProblemException.notFound("version", version)));
  }
}
