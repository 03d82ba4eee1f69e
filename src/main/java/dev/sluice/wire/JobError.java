package dev.sluice.wire;

import org.jspecify.annotations.Nullable;

/**
 * Why a job failed.
 *
 * @param code stable, for machines
 * @param message for people
 * @param evidence the last lines of output, where there is nobody else to say what happened
 */
public record JobError(String code, String message, @Nullable String evidence) {
  public JobError(String code, String message) {
    this(code, message, null);
  }
}
