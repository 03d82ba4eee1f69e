package dev.sluice.output;

import static com.mongodb.client.model.Filters.in;
import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.e2e.Eventually;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.replica.Peers;
import dev.sluice.replica.Signals;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.wire.output.OutputAccepted;
import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The output of one attempt, whose worker calls one server and then another. */
@ExtendWith(PlainStore.class)
class SharedLogContractTest {
  private final ManualTimers timers = new ManualTimers();
  private Job job;
  private OutputLog one;
  private OutputLog two;

  @BeforeEach
  void twoServersAndARunningJob() {
    Peers servers = new Peers();
    Jobs gate = gate();
    one = log(gate, servers.here());
    two = log(gate(), servers.elsewhere());
    job = StoredJobs.run(gate, StoredJobs.insert(aJob().operation("contract").queued()), "w");
  }

  @Test
  void append_alternately_continuesTheLog() {
    for (int seq = 0; seq < 10; seq++) {
      assertThat(append(seq % 2 == 0 ? one : two, seq).nextSeq()).isEqualTo(seq + 1);
    }

    OutputTotals whole = new OutputTotals(10, 10, false);
    assertThat(totals(one)).isEqualTo(whole);
    assertThat(totals(two)).isEqualTo(whole);
  }

  @Test
  void append_runsOnOneServerThenOnTheOther_continuesTheLog() {
    for (int seq = 0; seq < 5; seq++) {
      append(one, seq);
    }
    for (int seq = 5; seq < 9; seq++) {
      append(two, seq);
    }

    assertThat(append(one, 9).nextSeq()).isEqualTo(10);
  }

  @Test
  @DisplayName("a chunk waits for the one before it, which is on its way through another server")
  void append_predecessorIsStoredElsewhereMeanwhile_isStoredAfterIt() {
    append(one, 0);
    CompletableFuture<OutputAccepted> third =
        two.append(job.id, 1, job.id, 2, body(out("x"))).subscribeAsCompletionStage();
    timers.advance(Duration.ofMillis(50));
    assertThat(third).isNotDone();

    append(one, 1);

    Eventually.until(
        "the third chunk is stored",
        () -> {
          timers.advance(Duration.ofMillis(10));
          return third.isDone();
        });
    assertThat(third.join().nextSeq()).isEqualTo(3);
    assertThat(totals(one)).isEqualTo(new OutputTotals(3, 3, false));
  }

  @Test
  void append_repeatedThroughTheOtherServer_isStoredOnce() {
    append(one, 0);
    append(one, 1);

    append(two, 1);

    assertThat(totals(two)).isEqualTo(new OutputTotals(2, 2, false));
  }

  @Test
  @DisplayName("a chunk that another server stores while the attempt is withdrawn is refused")
  void closed_chunkComesThroughAnotherServer_isRefusedAndNotRead() {
    append(one, 0);

    OutputTotals printed = closed(two);

    assertThat(printed).isEqualTo(new OutputTotals(1, 1, false));
    assertThatThrownBy(() -> append(one, 1)).hasMessageContaining("no longer yours");
    assertThat(result(reader().last(job.id, 1)).seq()).isZero();
    assertThat(result(reader().read(job.id, 1, 0, 10))).hasSize(1);
  }

  @Test
  void close_chunkWasStoredMeanwhile_countsItAndClosesBehindIt() {
    append(one, 0);
    append(one, 1);

    OutputTotals printed = result(two.close(job.id, 1, new OutputTotals(1, 1, false)));

    assertThat(printed).isEqualTo(new OutputTotals(2, 2, false));
    assertThat(result(two.close(job.id, 1, printed))).isEqualTo(printed);
    assertThatThrownBy(() -> append(one, 2)).hasMessageContaining("no longer yours");
  }

  @Test
  void closed_endFails_takesNoChunkAndKeepsWhatWasPrinted() {
    append(one, 0);
    Uni<Object> failing =
        two.closed(job, totals -> Uni.createFrom().failure(new IllegalStateException("no store")));
    assertThatThrownBy(() -> result(failing)).hasMessage("no store");

    assertThatThrownBy(() -> append(one, 1)).hasMessageContaining("no longer yours");
    assertThatThrownBy(() -> append(two, 1)).hasMessageContaining("no longer yours");

    assertThat(totals(one)).isEqualTo(new OutputTotals(1, 1, false));
  }

  @Test
  void delete_closedLog_leavesNothing() {
    append(one, 0);
    closed(two);

    result(one.delete(StoredJobs.now(job)));

    List<String> ids = List.of(StoredChunk.id(job.id, 1, 0), StoredChunk.id(job.id, 1, 1));
    assertThat(result(StoredChunk.mongoCollection().find(in("_id", ids)).collect().asList()))
        .isEmpty();
  }

  private OutputTotals closed(OutputLog log) {
    return result(log.closed(job, totals -> Uni.createFrom().item(totals)));
  }

  private OutputAccepted append(OutputLog log, int seq) {
    return result(log.append(job.id, 1, job.id, seq, body(out("x"))));
  }

  private OutputTotals totals(OutputLog log) {
    return result(log.sealed(job, totals -> Uni.createFrom().item(totals)));
  }

  private OutputLog log(Jobs gate, Signals signals) {
    OutputConfig config = Settings.of(OutputConfig.class);
    LogReader reader = new LogReader(config);
    SharedLog shared = new SharedLog(reader, signals, timers);
    return new OutputLog(gate, reader, shared, config, new TestClock(), timers);
  }

  private static LogReader reader() {
    return new LogReader(Settings.of(OutputConfig.class));
  }

  private static Jobs gate() {
    return new Jobs(Settings.of(JobConfig.class), new TestClock(), () -> 0.5);
  }
}
