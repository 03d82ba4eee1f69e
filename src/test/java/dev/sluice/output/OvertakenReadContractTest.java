package dev.sluice.output;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.replica.Alone;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ends of an attempt while reads of its log are slow. */
@ExtendWith(PlainStore.class)
class OvertakenReadContractTest {
  private final SlowReader slow = new SlowReader();
  private final OutputLog log = log();
  private Job job;

  @BeforeEach
  void aRunningJob() {
    job = StoredJobs.run(gate(), StoredJobs.insert(aJob().operation("contract").queued()), "w");
  }

  @Test
  @DisplayName("an end that read the log before a chunk was stored counts that chunk too")
  void sealed_readOfTheEndIsOvertakenByAChunk_countsTheChunk() {
    // Given an end whose read of the log is on its way
    slow.hold();
    CompletableFuture<OutputTotals> totals = end(Uni.createFrom()::item);
    slow.goOn();

    // When a chunk is stored, and another end fails, which makes the next call read the log again
    append();
    assertThatThrownBy(() -> end(t -> Uni.createFrom().failure(new IllegalStateException())).join())
        .hasCauseInstanceOf(IllegalStateException.class);
    slow.release();

    // Then
    assertThat(result(Uni.createFrom().completionStage(totals)).chunks()).isEqualTo(1);
  }

  /** Holds the answers to reads of the end of a log, which are as old as the reads. */
  private static final class SlowReader extends LogReader {
    private final List<CompletableFuture<Void>> held = new ArrayList<>();
    private boolean holds;

    SlowReader() {
      super(Settings.of(OutputConfig.class));
    }

    void hold() {
      holds = true;
    }

    void goOn() {
      holds = false;
    }

    void release() {
      held.forEach(answer -> answer.complete(null));
    }

    @Override
    public Uni<LogChunk> last(String jobId, int attempt) {
      if (!holds) {
        return super.last(jobId, attempt);
      }
      CompletableFuture<Void> release = new CompletableFuture<>();
      held.add(release);
      LogChunk now = result(super.last(jobId, attempt));
      return Uni.createFrom().completionStage(release).replaceWith(now);
    }
  }

  private OutputLog log() {
    ManualTimers timers = new ManualTimers();
    SharedLog shared = new SharedLog(slow, Alone.signals(), timers);
    return new OutputLog(
        gate(), slow, shared, Settings.of(OutputConfig.class), new TestClock(), timers);
  }

  private static Jobs gate() {
    return new Jobs(Settings.of(JobConfig.class), new TestClock(), () -> 0.5);
  }

  private void append() {
    result(log.append(job.id, 1, job.id, 0, body(out("a"))));
  }

  private CompletableFuture<OutputTotals> end(Function<OutputTotals, Uni<OutputTotals>> end) {
    return log.sealed(job, end).subscribeAsCompletionStage();
  }
}
