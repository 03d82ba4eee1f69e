package dev.sluice.task.api;

import dev.sluice.bundle.SemanticVersion;
import dev.sluice.http.ProblemException;
import dev.sluice.task.Catalog;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.events.TaskEvents;
import dev.sluice.task.sync.FirstSync;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks names and versions up in the catalog. When it finds nothing, the catalog first catches up
 * with the writes of other servers, and the lookup runs again.
 */
@Singleton
final class CatalogLookup {
  private final Catalog catalog;
  private final TaskEvents events;
  private final FirstSync firstSync;

  CatalogLookup(Catalog catalog, TaskEvents events, FirstSync firstSync) {
    this.catalog = catalog;
    this.events = events;
    this.firstSync = firstSync;
  }

  /**
   * Completes with what {@code query} finds now or after the catching up; with null if nothing.
   *
   * @return fails with a 503 problem if it finds nothing before the first sync is over
   */
  <T> Uni<T> find(Supplier<Optional<T>> query) {
    return Uni.createFrom()
        .optional(query.get())
        .onItem()
        .ifNull()
        .switchTo(() -> events.catchUp().chain(() -> Uni.createFrom().optional(query)))
        .onItem()
        .ifNull()
        .switchTo(this::nothing);
  }

  private <T> Uni<T> nothing() {
    return firstSync.isOver()
        ? Uni.createFrom().nullItem()
        : Uni.createFrom()
            .failure(
                ProblemException.of(
                    503, "tasks_loading", "the server still reads its task sources; try again"));
  }

  /**
   * Completes with {@code name} if there is a task of that name.
   *
   * @return fails with a 404 problem if it does not exist
   */
  Uni<String> task(String name) {
    return find(() -> Optional.of(name).filter(known -> catalog.count(known) > 0))
        .onItem()
        .ifNull()
        .failWith(() -> ProblemException.notFound("task", name));
  }

  /**
   * @return fails with a 404 problem if there is no such version
   */
  Uni<CatalogEntry> version(String name, String version) {
    return find(() -> SemanticVersion.parse(version).flatMap(v -> catalog.find(name, v)))
        .onItem()
        .ifNull()
        .failWith(
            () ->
                catalog.count(name) == 0
                    ? ProblemException.notFound("task", name)
                    : ProblemException.notFound("version", version));
  }
}
