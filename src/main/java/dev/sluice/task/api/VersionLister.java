package dev.sluice.task.api;

import dev.sluice.bundle.SemanticVersion;
import dev.sluice.http.PageCursor;
import dev.sluice.http.ProblemException;
import dev.sluice.http.QueryParameters;
import dev.sluice.task.Catalog;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.DisabledTasks;
import dev.sluice.task.TaskVersion;
import dev.sluice.task.TaskVersions;
import dev.sluice.wire.task.TaskVersionList;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists the versions of one task, the newest first. The catalog selects the page; history and
 * disputes come from the database.
 */
@Singleton
final class VersionLister {
  private static final int LIMIT = 100;

  private final CatalogLookup lookup;
  private final Catalog catalog;
  private final TaskVersions versions;
  private final DisabledTasks disabled;

  VersionLister(
      CatalogLookup lookup, Catalog catalog, TaskVersions versions, DisabledTasks disabled) {
    this.lookup = lookup;
    this.catalog = catalog;
    this.versions = versions;
    this.disabled = disabled;
  }

  /**
   * Includes unavailable versions.
   *
   * @return fails with a 404 problem if there is no such task
   * @throws ProblemException 400 naming the parameter at fault
   */
  Uni<TaskVersionList> page(String name, @Nullable String limit, @Nullable String cursor) {
    int most = QueryParameters.limit(limit, LIMIT);
    SemanticVersion after = cursor == null ? null : after(name, cursor);
    return lookup.task(name).chain(known -> page(known, after, most));
  }

  private static SemanticVersion after(String name, String cursor) {
    return SemanticVersion.parse(PageCursor.decode(cursor, filters(name)))
        .orElseThrow(PageCursor::refusal);
  }

  private Uni<TaskVersionList> page(String name, @Nullable SemanticVersion after, int most) {
    List<CatalogEntry> found = catalog.newest(name, after, most + 1);
    List<CatalogEntry> page = found.subList(0, Math.min(most, found.size()));
    String next =
        found.size() > most
            ? PageCursor.encode(page.get(most - 1).version().toString(), filters(name))
            : null;
    return versions
        .of(page)
        .map(stored -> inOrder(page, stored))
        .map(
            stored ->
                new TaskVersionList(
                    name,
                    disabled.since(name).orElse(null),
                    catalog.count(name),
                    stored.stream().map(TaskVersion::view).toList(),
                    next));
  }

  /** The database returns them in any order. */
  private static List<TaskVersion> inOrder(
      Collection<CatalogEntry> order, Collection<TaskVersion> stored) {
    Map<String, TaskVersion> byId =
        stored.stream().collect(Collectors.toMap(version -> version.id, Function.identity()));
    return order.stream().map(entry -> byId.get(entry.id())).filter(Objects::nonNull).toList();
  }

  /** Ties the cursors of this list to one task. */
  private static String filters(String name) {
    return "versions of " + name;
  }
}
