package dev.sluice.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a task.
 *
 * @param name letters, digits, {@code -} and {@code _}
 * @param timeout the time limit of a run; null if the job decides
 * @param memoryLimitBytes the heap limit of a run, at most {@link #MOST_MEMORY}; null if the worker
 *     decides
 * @param json all of {@code metadata.json}, with unknown fields; callers must not change it
 */
public record Metadata(
    String name,
    SemanticVersion version,
    @Nullable Duration timeout,
    @Nullable Long memoryLimitBytes,
    ObjectNode json) {
  /** Upper bound of a script's memory, bytes. */
  public static final long MOST_MEMORY = 1L << 30;

  public @Nullable String uuid() {
    return text("uuid");
  }

  public @Nullable String label() {
    return text("label");
  }

  public @Nullable String description() {
    return text("description");
  }

  public List<String> tags() {
    List<String> tags = new ArrayList<>();
    json.path("tags").forEach(tag -> tags.add(tag.asText()));
    return tags;
  }

  /** The author's text, which may not be a valid time. */
  public @Nullable String updatedAt() {
    return text("updated_at");
  }

  private @Nullable String text(String field) {
    JsonNode value = json.get(field);
    return value == null || value.isNull() ? null : value.asText();
  }
}
