package dev.sluice.agent.run;

import dev.sluice.wire.JobError;
import org.jspecify.annotations.Nullable;

/** No worker can run the job as it was submitted, so a retry does not help. */
public final class InvalidJobException extends Exception {
  private static final long serialVersionUID = 1L;
  private final String code;
  private final @Nullable Integer exitCode;

  public InvalidJobException(String code, String message) {
    this(code, message, null);
  }

  /**
   * @param code for machines
   * @param exitCode what a shell would exit with, where it has a convention for this failure
   */
  public InvalidJobException(String code, String message, @Nullable Integer exitCode) {
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
