package dev.sluice.source;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a source is doing.
 *
 * @param location where it is, without credentials
 * @param health by the last time that it was asked
 * @param lastSuccess when it last said all that it holds
 * @param lastError what was wrong last, without credentials; null if nothing since the last success
 * @param tasks how many versions of tasks it held at the last success
 * @param broken how many it held that cannot be used
 */
public record SourceStatus(
    String location,
    Health health,
    @Nullable Instant lastSuccess,
    @Nullable LastError lastError,
    int tasks,
    int broken) {

  /** Whether a source answers. */
  public enum Health {
    /** Not asked yet. */
    UNKNOWN,
    OK,
    FAILING
  }

  /**
   * @param code stable, for machines
   */
  public record LastError(String code, String message, Instant at) {}
}
