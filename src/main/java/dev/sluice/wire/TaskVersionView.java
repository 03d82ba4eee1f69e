package dev.sluice.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a task.
 *
 * @param location where in its source it was found
 * @param available whether a new job may use it
 * @param updatedAt when its content last changed
 * @param warnings what its author should look at
 * @param history what it stood for before, the oldest first
 * @param dispute other content under the same version, which was not taken over
 */
public record TaskVersionView(
    String version,
    String digest,
    String source,
    String location,
    boolean available,
    @Nullable String uuid,
    @Nullable String label,
    @Nullable String description,
    List<String> tags,
    Instant addedAt,
    Instant updatedAt,
    @Nullable Instant unavailableSince,
    List<FieldError> warnings,
    List<Replaced> history,
    @Nullable Dispute dispute) {

  /** Content that it stood for once. */
  public record Replaced(String digest, String source, Instant until) {}

  /** Content that a source has, and that was not taken over. */
  public record Dispute(String source, String digest, Instant since) {}
}
