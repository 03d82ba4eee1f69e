package dev.sluice.task.api;

import dev.sluice.task.Catalog;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.TaskVersion;
import java.util.List;

/** Makes entries of the catalog for tests: {@code name 1.0.0}, available, from the source "s". */
final class CatalogOf {
  private CatalogOf() {}

  static Catalog entries(TaskVersion... versions) {
    Catalog catalog = new Catalog();
    for (TaskVersion version : versions) {
      catalog.follow(CatalogEntry.of(version));
    }
    return catalog;
  }

  static TaskVersion aVersion(String name, String version, String... tags) {
    TaskVersion stored = new TaskVersion();
    stored.name = name;
    stored.version = version;
    stored.source = "s";
    stored.available = true;
    stored.tags = List.of(tags);
    return stored;
  }
}
