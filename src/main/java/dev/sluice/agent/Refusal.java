package dev.sluice.agent;

import dev.sluice.wire.JobError;
import org.jspecify.annotations.Nullable;

/** A submission that cannot be run on any machine: no retry will heal it. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;
  private final String code;
  private final @Nullable Integer exitCode;

  Refusal(String code, String message) {
    this(code, message, null);
  }

  Refusal(String code, String message, @Nullable Integer exitCode) {
    super(message, null, false, false);
    this.code = code;
    this.exitCode = exitCode;
  }

  JobError error() {
    return new JobError(code, String.valueOf(getMessage()));
  }

  @Nullable Integer exitCode() {
    return exitCode;
  }
}
