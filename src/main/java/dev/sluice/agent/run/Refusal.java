package dev.sluice.agent.run;

import dev.sluice.wire.JobError;
import org.jspecify.annotations.Nullable;

/** A submission that cannot be run on any machine: no retry will heal it. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;
  private final String code;
  private final @Nullable Integer exitCode;

  public Refusal(String code, String message) {
    this(code, message, null);
  }

  public Refusal(String code, String message, @Nullable Integer exitCode) {
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
