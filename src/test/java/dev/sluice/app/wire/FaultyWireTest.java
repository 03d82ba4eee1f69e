package dev.sluice.app.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.output.EndAttempt;
import dev.sluice.store.faulty.Fault;
import dev.sluice.store.faulty.WireCommand;
import dev.sluice.worker.Membership;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each write meets each fault. A call succeeds only if its write was stored. The caller repeats a
 * call that failed, and after that the write was done exactly once.
 */
@QuarkusTest
@QuarkusTestResource(value = WiredStore.class, restrictToAnnotatedClass = true)
@Timeout(1_200)
class FaultyWireTest {
  @Inject Jobs jobs;
  @Inject EndAttempt endAttempt;
  @Inject Membership membership;
  @Inject Workers workers;

  @AfterEach
  void mend() {
    WiredStore.wire().restore();
  }

  @Test
  void jobWrites_eachFault_happenOnce() {
    each(new JobWrites(jobs).all());
  }

  @Test
  void attemptWrites_eachFault_happenOnce() {
    each(new AttemptWrites(jobs, endAttempt, membership, workers).all());
  }

  @Test
  void workerWrites_eachFault_happenOnce() {
    each(new WorkerWrites(jobs, membership, workers).all());
  }

  @Test
  void chunk_answerLostAndItsAttemptEnds_isInTheTotals() {
    Job job = RegisteredWorker.register(membership, workers, jobs).running();
    WiredStore.wire().fail(AttemptWrites.CHUNK, Fault.ANSWER_DROPPED);

    assertThat(AttemptWrites.append(job)).isFalse();
    Told.done(endAttempt.end(job, AttemptEnd.workerLost("its agent was killed")));

    assertThat(StoredJobs.now(job).attempts.get(0).chunks()).isEqualTo(1);
  }

  private static void each(List<Write> writes) {
    List<String> wrong = new ArrayList<>();
    for (Write write : writes) {
      for (Fault fault : Fault.values()) {
        try {
          happensOnce(write, fault);
        } catch (AssertionError e) {
          wrong.add(write + ", " + fault + ": " + e.getMessage());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void happensOnce(Write write, Fault fault) {
    Write.Subject subject = write.subject().get();
    assertThat(subject.state()).as("before").isEqualTo(write.before());
    CompletableFuture<WireCommand> struck = WiredStore.wire().fail(write.command(), fault);

    boolean done = subject.call();

    assertThat(struck).as("the command that meets the fault").isCompleted();
    if (done) {
      assertThat(subject.state()).as("told as done").isEqualTo(write.done());
    } else {
      assertThat(subject.state())
          .as("told as unknown")
          .isEqualTo(fault.isApplied() ? write.after() : write.before());
    }
    Eventually.until("the repeated call succeeds", subject::call);
    assertThat(subject.state()).as("after the call was repeated").isEqualTo(write.done());
  }
}
