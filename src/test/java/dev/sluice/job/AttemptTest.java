package dev.sluice.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.attempt.Lease;
import dev.sluice.time.TestClock;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.job.AttemptView;
import dev.sluice.wire.output.OutputTotals;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AttemptTest {
  private static final Instant AT = TestClock.START;

  @Test
  void assigned_notFetched_hasNoStartNoEndAndNoTotals() {
    Attempt attempt = Attempt.assigned(2, new Lease("token", "w", "incarnation"), AT, null);

    assertThat(attempt.hasEnded()).isFalse();
    assertThat(attempt.isWorkerDeath()).isFalse();
    assertThat(attempt.totals()).isEqualTo(OutputTotals.NONE);
    assertThat(attempt.view())
        .isEqualTo(new AttemptView(2, "w", AT, null, null, null, null, null, null));
  }

  @Test
  void totals_endedAttempt_areThoseOfItsOutput() {
    assertThat(lost().totals()).isEqualTo(new OutputTotals(3, 70, true));
  }

  @Test
  void view_endedAttempt_namesOutcomeReasonAndExitCode() {
    assertThat(lost().hasEnded()).isTrue();
    assertThat(lost().isWorkerDeath()).isTrue();
    assertThat(lost().view())
        .isEqualTo(
            new AttemptView(
                1, "w", AT, AT, AT.plusSeconds(1), Outcome.WORKER_LOST, "POISON", 137, null));
  }

  private static Attempt lost() {
    return new Attempt(
        1,
        "token",
        "w",
        AT,
        AT,
        AT.plusSeconds(1),
        Outcome.WORKER_LOST,
        EndReason.POISON,
        137,
        3L,
        70L,
        true,
        null);
  }
}
