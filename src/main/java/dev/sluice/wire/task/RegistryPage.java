package dev.sluice.wire.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the task list, in the form that registries exchange.
 *
 * @param page from 1
 * @param total versions on all pages
 * @param next address of the next page; absent on the last
 */
public record RegistryPage(
    List<Entry> tasks, int page, int limit, int total, @Nullable String next) {

  /** One version of a task. */
  public record Entry(
      String name,
      String version,
      String digest,
      @Nullable String uuid,
      @Nullable String description,
      List<String> tags,
      Instant updatedAt) {}
}
