package dev.sluice.task.api;

import dev.sluice.bundle.SemanticVersion;
import dev.sluice.http.PageCursor;
import dev.sluice.task.Catalog;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.DisabledTasks;
import dev.sluice.wire.Page;
import dev.sluice.wire.task.RegistryPage;
import dev.sluice.wire.task.TaskSummary;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes the two forms of the list of tasks, both from the catalog. */
@Singleton
final class TaskLister {
  private static final Comparator<CatalogEntry> NEWEST =
      Comparator.comparing((CatalogEntry entry) -> entry.version().isStable())
          .thenComparing(CatalogEntry::version);

  private final Catalog catalog;
  private final DisabledTasks disabled;

  TaskLister(Catalog catalog, DisabledTasks disabled) {
    this.catalog = catalog;
    this.disabled = disabled;
  }

  /** Lists tasks by name, each with its newest version that passes the filter. */
  Page<TaskSummary> byName(TaskQuery query) {
    List<TaskSummary> items = new ArrayList<>();
    Iterator<Collection<CatalogEntry>> names = catalog.after(query.after()).iterator();
    while (names.hasNext()) {
      List<CatalogEntry> versions = names.next().stream().filter(query.filter()).toList();
      if (!versions.isEmpty() && items.size() == query.limit()) {
        String last = items.get(items.size() - 1).name();
        return new Page<>(items, PageCursor.encode(last, query.fingerprint()));
      }
      versions.stream().max(NEWEST).map(n -> summary(n, versions.size())).ifPresent(items::add);
    }
    return new Page<>(items, null);
  }

  /**
   * Lists every version that passes the filter, in pages, as other registries list them.
   *
   * @param page from 1
   * @param next makes the address of a page from its number
   */
  RegistryPage byPage(
      Predicate<CatalogEntry> filter, int page, int limit, IntFunction<String> next) {
    List<CatalogEntry> all = catalog.all().filter(filter).toList();
    int from = (int) Math.min(all.size(), (page - 1L) * limit);
    int to = Math.min(all.size(), from + limit);
    @Nullable String following = to < all.size() ? next.apply(page + 1) : null;
    return new RegistryPage(
        all.subList(from, to).stream().map(TaskLister::entry).toList(),
        page,
        limit,
        all.size(),
        following);
  }

  private TaskSummary summary(CatalogEntry newest, int versions) {
    SemanticVersion version = newest.version();
    return new TaskSummary(
        newest.name(),
        version.toString(),
        newest.digest(),
        newest.uuid(),
        newest.label(),
        newest.description(),
        newest.tags(),
        newest.source(),
        newest.available(),
        disabled.since(newest.name()).orElse(null),
        versions,
        newest.updatedAt());
  }

  private static RegistryPage.Entry entry(CatalogEntry entry) {
    return new RegistryPage.Entry(
        entry.name(),
        entry.version().toString(),
        entry.digest(),
        entry.uuid(),
        entry.description(),
        entry.tags(),
        entry.updatedAt());
  }
}
