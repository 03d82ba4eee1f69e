package dev.sluice.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A source of tasks as the API shows it.
 *
 * @param location without credentials
 * @param health {@code UNKNOWN} before it was first read, {@code OK}, {@code FAILING}, or {@code
 *     MISCONFIGURED}, when it cannot be used until its settings are changed
 * @param policy what happens to other content under a version that is stored
 * @param tasks versions that it held when it was last read to its end
 * @param broken what it held then that cannot be used
 * @param lastResult its part in the last sync
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

  /** Why a source could not be read last. */
  public record LastError(String code, String message, @Nullable Instant at) {}
}
