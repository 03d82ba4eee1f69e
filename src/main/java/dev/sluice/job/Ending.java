package dev.sluice.job;

import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How the attempt that is held ends.
 *
 * @param output return value as the text of its JSON
 */
public record Ending(
    Outcome outcome,
    @Nullable Integer exitCode,
    @Nullable String output,
    @Nullable JobError error) {

  /** As this, with the end of its output beside the error. */
  Ending withEvidence(String lastWords) {
    if (error == null || lastWords.isEmpty()) {
      return this;
    }
    return new Ending(
        outcome, exitCode, output, new JobError(error.code(), error.message(), lastWords));
  }

  /** The server says so, not the worker. */
  static Ending saidByServer(Outcome outcome, String code, String message) {
    return new Ending(outcome, null, null, new JobError(code, message));
  }
}
