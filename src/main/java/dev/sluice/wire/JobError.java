package dev.sluice.wire;

import org.jspecify.annotations.Nullable;

/**
 * Why a job failed.
 *
 * @param code stable, for machines
 * @param message for people
 * @param evidence the last lines of output, if no exit code or message explains the failure
 */
public record JobError(String code, String message, @Nullable String evidence) {
  /** The code with which a worker that ends hands its attempts back. */
  public static final String WORKER_STOPPED = "worker_stopped";

  public JobError(String code, String message) {
    this(code, message, null);
  }
}
