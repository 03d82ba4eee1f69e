package dev.sluice.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import org.jspecify.annotations.Nullable;

/** How an operation ended, before it is known whether somebody stopped it. */
public record Ending(
    Outcome outcome,
    @Nullable Integer exitCode,
    @Nullable JsonNode output,
    @Nullable JobError error) {

  public static Ending ofExitCode(int code) {
    return new Ending(code == 0 ? Outcome.COMPLETED : Outcome.EXIT_CODE, code, null, null);
  }

  public static Ending refused(Refusal refusal) {
    return new Ending(Outcome.FAILED, refusal.exitCode(), null, refusal.error());
  }

  /** This machine could not run it. */
  public static Ending workerAtFault(String code, String message) {
    return new Ending(Outcome.WORKER_REPORTED, null, null, new JobError(code, message));
  }

  public Ending as(Outcome other, @Nullable JobError why) {
    return new Ending(other, exitCode, null, why);
  }
}
