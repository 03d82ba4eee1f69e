package dev.sluice.wire.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A source of tasks as the API shows it.
 *
 * @param location without credentials
 * @param health {@code UNKNOWN} before the first read, {@code OK}, {@code FAILING}, or {@code
 *     MISCONFIGURED} if its settings must be changed first
 * @param policy how a conflict with a stored version is resolved
 * @param tasks versions that the last complete read found
 * @param broken entries that the last complete read found unusable
 * @param lastResult its part of the last sync
 */
public record TaskSourceView(
    String name,
    String type,
    @Nullable String location,
    String health,
    String policy,
    int tasks,
    int broken,
    @Nullable Instant lastSuccess,
    @Nullable LastError lastError,
    @Nullable SyncResult lastResult) {

  /** Why the last read of a source failed. */
  public record LastError(String code, String message, @Nullable Instant at) {}
}
