package dev.sluice.task.sources;

import dev.sluice.source.Discovery;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The health of a source.
 *
 * @param health by the last reading
 * @param lastSuccess time of the last complete reading
 * @param lastError the last failure, without credentials; null after a success
 * @param tasks number of versions at the last success
 * @param broken number of unusable tasks at the last success
 */
public record SourceStatus(
    Health health,
    @Nullable Instant lastSuccess,
    @Nullable LastError lastError,
    int tasks,
    int broken) {

  static final SourceStatus NEVER_READ = new SourceStatus(Health.UNKNOWN, null, null, 0, 0);

  /** Whether a source answers. */
  public enum Health {
    /** Not read yet. */
    UNKNOWN,
    OK,
    FAILING
  }

  /**
   * @param code stable, for machines
   */
  public record LastError(String code, String message, Instant at) {}

  SourceStatus succeeded(Discovery found, Instant at) {
    return new SourceStatus(Health.OK, at, null, found.tasks().size(), found.broken().size());
  }

  SourceStatus failed(String code, String message, Instant at) {
    return new SourceStatus(
        Health.FAILING, lastSuccess, new LastError(code, message, at), tasks, broken);
  }
}
