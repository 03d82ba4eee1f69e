package dev.sluice.host;

import dev.sluice.host.protocol.LimitCode;
import dev.sluice.host.protocol.RunResult;
import dev.sluice.wire.JobError;
import org.jspecify.annotations.Nullable;

/**
 * Whether a script can be run.
 *
 * @param error why not, or null: {@code SyntaxError}, the class of another error that the top level
 *     threw, or the name of a {@link LimitCode}; the message has line and column where known
 */
public record CheckOutcome(@Nullable JobError error) {
  static CheckOutcome of(RunResult result) {
    if (result instanceof RunResult.Threw threw) {
      return new CheckOutcome(new JobError(threw.code(), threw.message()));
    }
    if (result instanceof RunResult.Ended ended) {
      return new CheckOutcome(new JobError(ended.limit().name(), ended.message()));
    }
    return new CheckOutcome(null);
  }

  public boolean ok() {
    return error == null;
  }
}
