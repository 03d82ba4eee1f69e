package dev.sluice.wire.task;

import dev.sluice.wire.FieldError;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a task.
 *
 * @param location its path in its source
 * @param available whether a new job can use it
 * @param updatedAt when its content last changed
 * @param warnings findings for its author that do not prevent its use
 * @param history earlier contents of this version, oldest first
 * @param dispute other content for the same version that was rejected
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

  /** Earlier content of this version. */
  public record Replaced(String digest, String source, Instant until) {}

  /** Content of a source that was rejected. */
  public record Dispute(String source, String digest, Instant since) {}
}
