package dev.sluice.task.api;

import dev.sluice.bundle.SemanticVersion;
import dev.sluice.http.ProblemException;
import dev.sluice.task.Catalog;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.events.TaskEvents;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks something up in the catalog. Before it is said that there is none, what other replicas have
 * written by now is read.
 */
@Singleton
final class Lookup {
  private final Catalog catalog;
  private final TaskEvents events;

  Lookup(Catalog catalog, TaskEvents events) {
    this.catalog = catalog;
    this.events = events;
  }

  /** What {@code query} finds now, or once the catalog has caught up. */
  <T> Uni<Optional<T>> find(Supplier<Optional<T>> query) {
    Optional<T> now = query.get();
    return now.isPresent() ? Uni.createFrom().item(now) : events.catchUp().map(done -> query.get());
  }

  /**
   * The name, if there is a task of it.
   *
   * @return fails with a 404 problem when there is none
   */
  Uni<String> task(String name) {
    return find(() -> Optional.of(name).filter(known -> catalog.count(known) > 0))
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("task", name)));
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
                        catalog.count(name) == 0
                            ? ProblemException.notFound("task", name)
                            : ProblemException.notFound("version", version)));
  }
}
