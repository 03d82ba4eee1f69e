package dev.sluice.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.AttemptResult;
import org.junit.jupiter.api.Test;

class AttemptEndTest {
  @Test
  void reported_completed_hasWhatTheWorkerSent() {
    AttemptResult result =
        new AttemptResult(
            1, Outcome.COMPLETED, 2, 0, JsonNodeFactory.instance.objectNode().put("n", 1), null);

    assertThat(AttemptEnd.reported(result))
        .isEqualTo(new AttemptEnd(EndReason.COMPLETED, 0, "{\"n\":1}", null));
  }

  @Test
  void reported_failure_hasTheErrorAndNoOutput() {
    JobError error = new JobError("killed", "out of memory");

    assertThat(AttemptEnd.reported(new AttemptResult(1, Outcome.EXIT_CODE, 0, 137, null, error)))
        .isEqualTo(new AttemptEnd(EndReason.EXIT_CODE, 137, null, error));
  }

  @Test
  void reported_workerWasStopped_countsAsHandedBack() {
    JobError stopped = new JobError(JobError.WORKER_STOPPED, "the agent ends");

    AttemptEnd end =
        AttemptEnd.reported(new AttemptResult(1, Outcome.WORKER_REPORTED, 0, null, null, stopped));

    assertThat(end.reason()).isEqualTo(EndReason.HANDED_BACK);
  }

  @Test
  void withEvidence_errorAndLines_hasBoth() {
    AttemptEnd lost = AttemptEnd.workerLost("silent");

    assertThat(lost.withEvidence("last words").error())
        .isEqualTo(new JobError("worker_lost", "silent", "last words"));
    assertThat(lost.withEvidence("")).isSameAs(lost);
    assertThat(new AttemptEnd(EndReason.COMPLETED, 0, null, null).withEvidence("x").error())
        .isNull();
  }

  @Test
  void timedOut_always_isATimeout() {
    assertThat(AttemptEnd.timedOut("after 5 ms"))
        .isEqualTo(
            new AttemptEnd(EndReason.TIMEOUT, null, null, new JobError("timeout", "after 5 ms")));
  }
}
