package dev.sluice.output;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.err;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.store.PlainStore;
import dev.sluice.wire.JobError;
import dev.sluice.wire.job.JobView;
import dev.sluice.wire.output.OutputFrame;
import jakarta.inject.Inject;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A job that loses every worker: its last output before the last loss is kept as evidence. */
@ExtendWith(PlainStore.class)
class PoisonContractTest {
  @Inject Jobs jobs;
  @Inject EndAttempt endAttempt;
  @Inject OutputLog log;

  @Test
  void poisonedJob_lastAttemptPrinted_resultCarriesItsLastLines() {
    Job job = StoredJobs.insert(aJob().operation("contract").queued());
    for (int death = 1; death <= 3; death++) {
      job = printAndDie(job, out("try " + death + "\n"), err("eating memory\n"));
    }

    JobView view = StoredJobs.now(job).view();
    assertThat(view.status()).isEqualTo("FAILED");
    assertThat(view.reason()).isEqualTo("POISON");
    assertThat(error(view).code()).isEqualTo("worker_lost");
    assertThat(error(view).evidence()).isEqualTo("try 3\neating memory");
  }

  @Test
  void poisonedJob_nothingPrinted_resultHasNoEvidence() {
    Job job = StoredJobs.insert(aJob().operation("contract").queued());
    for (int death = 1; death <= 3; death++) {
      job = printAndDie(job);
    }

    JobView view = StoredJobs.now(job).view();
    assertThat(view.reason()).isEqualTo("POISON");
    assertThat(error(view).code()).isEqualTo("worker_lost");
    assertThat(error(view).evidence()).isNull();
  }

  @Test
  void notReceived_attemptThatPrinted_countsAsLostAndOthersAsNotFetched() {
    Job silent = run();
    Job printed = run();
    print(printed, out("here"));

    Job unfetched = Objects.requireNonNull(result(endAttempt.notReceived(silent, "missing")));
    Job lost = Objects.requireNonNull(result(endAttempt.notReceived(printed, "missing")));

    assertThat(unfetched.attempts.get(0).reason()).isEqualTo(EndReason.NOT_FETCHED);
    assertThat(lost.attempts.get(0).reason()).isEqualTo(EndReason.WORKER_LOST);
  }

  private Job run() {
    return StoredJobs.run(jobs, StoredJobs.insert(aJob().operation("contract").queued()), "w");
  }

  private void print(Job running, OutputFrame... frames) {
    String token = Objects.requireNonNull(running.lease).token();
    result(log.append(running.id, running.attemptNumber(), token, 0, body(frames)));
  }

  private Job printAndDie(Job queued, OutputFrame... frames) {
    Job running = StoredJobs.run(jobs, queued, "w");
    if (frames.length > 0) {
      print(running, frames);
    }
    return Objects.requireNonNull(
        result(endAttempt.end(running, AttemptEnd.workerLost("its worker fell silent"))));
  }

  private static JobError error(JobView failed) {
    return Objects.requireNonNull(Objects.requireNonNull(failed.result()).error());
  }
}
