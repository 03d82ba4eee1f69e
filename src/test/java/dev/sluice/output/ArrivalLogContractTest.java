package dev.sluice.output;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static dev.sluice.wire.output.OutputChannel.STDERR;
import static dev.sluice.wire.output.OutputChannel.STDOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.replica.Alone;
import dev.sluice.replica.Signals;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class ArrivalLogContractTest {
  @Inject Jobs jobs;
  private final ManualTimers timers = new ManualTimers();
  private Server server;
  private Job job;

  /** A server process on the store of all. */
  private record Server(ArrivalLog arrivals, LogReader reader, EndAttempt endAttempt) {}

  @BeforeEach
  void aRunningJob() {
    job = StoredJobs.run(jobs, StoredJobs.insert(aJob().operation("contract").queued()), "w");
    server = freshServer();
  }

  @Test
  void append_manyAtOnce_areStoredInOrderOfArrival() {
    List<Uni<Void>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      calls.add(server.arrivals().append(job, STDOUT, i + " "));
    }

    result(Uni.join().all(calls).andFailFast());

    assertThat(out()).startsWith("0 1 2 3 ").endsWith(" 48 49 ");
    assertThat(stored()).hasSize(50);
  }

  @Test
  void append_throughTwoServers_losesNothing() {
    Server other = freshServer();
    List<Uni<Void>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(server.arrivals().append(job, STDOUT, "a"));
      calls.add(other.arrivals().append(job, STDOUT, "b"));
    }

    result(Uni.join().all(calls).andFailFast());

    assertThat(out().chars().filter(c -> c == 'a').count()).isEqualTo(20);
    assertThat(out().chars().filter(c -> c == 'b').count()).isEqualTo(20);
  }

  @Test
  void append_attemptThatIsOver_isRefused() {
    StoredJobs.end(jobs, job, EndReason.COMPLETED);

    assertThatThrownBy(() -> append(STDOUT, "late"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("lease_lost");
    assertThat(stored()).isEmpty();
  }

  @Test
  void settle_textThatExtendsTheStreamedOne_appendsTheRest() {
    append(STDOUT, "one\n");
    append(STDERR, "warn");

    Job ended = settle("one\ntwo\n", "warning");

    assertThat(stored())
        .containsExactly("stdout:one\n", "stderr:warn", "stdout:two\n", "stderr:ing");
    assertThat(ended.output).isEqualTo(new OutputTotals(4, 15, false));
  }

  @Test
  void settle_textThatWasStreamedWhole_addsNothing() {
    append(STDOUT, "grüße");

    Job ended = settle("grüße", "");

    assertThat(stored()).containsExactly("stdout:grüße");
    assertThat(ended.output.chunks()).isEqualTo(1);
  }

  @Test
  void settle_nothingStreamed_storesTheText() {
    Job ended = settle("all", "");

    assertThat(stored()).containsExactly("stdout:all");
    assertThat(ended.output).isEqualTo(new OutputTotals(1, 3, false));
  }

  @Test
  void settle_streamedTextCameInAnotherOrder_isRewrittenBehindAGap() {
    append(STDOUT, "two\n");
    append(STDOUT, "one\n");

    Job ended = settle("one\ntwo\n", "");

    assertThat(stored())
        .containsExactly(
            "gap:{\"from\":\"1.0\",\"to\":\"1.1\",\"reason\":\"REWRITTEN\"}", "stdout:one\ntwo\n");
    assertThat(out()).isEqualTo("one\ntwo\n");
    assertThat(ended.output).isEqualTo(new OutputTotals(4, 8, false));
  }

  @Test
  void settle_streamedTwice_isStoredOnce() {
    append(STDOUT, "out");
    append(STDOUT, "out");
    append(STDERR, "err");

    settle("out", "err");

    assertThat(out()).isEqualTo("out");
    assertThat(stored()).hasSize(3).last().isEqualTo("stderr:err");
  }

  @Test
  void settle_readerThatHasTheFirstPartInMemory_findsItEmptyAfterwards() {
    append(STDOUT, "wrong");
    assertThat(result(server.reader().find(job.id, 1, 0)).frames()).hasSize(1);

    settle("right", "");

    assertThat(result(server.reader().find(job.id, 1, 0)).frames()).isEmpty();
  }

  @Test
  void settle_longText_isCutBetweenCharacters() {
    String text = "ü".repeat(400_000) + "x";

    settle(text, "");

    assertThat(out()).isEqualTo(text);
    assertThat(stored()).hasSizeGreaterThan(2).allMatch(entry -> !entry.contains("\uFFFD"));
  }

  @Test
  void settle_textThatAnotherServerAppendedTo_countsWhatThatStored() {
    append(STDOUT, "one ");
    result(freshServer().arrivals().append(job, STDOUT, "two "));

    settle("one two three", "");

    assertThat(out()).isEqualTo("one two three");
  }

  @Test
  void append_duringAnEnd_comesAfterItAndIsRefused() {
    Uni<Job> end =
        server
            .arrivals()
            .settle(job, WholeText.of("final", ""), () -> server.endAttempt().end(job, done()));
    Uni<Void> late = server.arrivals().append(job, STDOUT, "late");

    assertThatThrownBy(() -> result(Uni.combine().all().unis(end, late).asTuple()))
        .isInstanceOf(ProblemException.class);
    assertThat(out()).isEqualTo("final");
  }

  private void append(dev.sluice.wire.output.OutputChannel channel, String text) {
    result(server.arrivals().append(job, channel, text));
  }

  private Job settle(String stdout, String stderr) {
    Job ended =
        result(
            server
                .arrivals()
                .settle(
                    job, WholeText.of(stdout, stderr), () -> server.endAttempt().end(job, done())));
    return Objects.requireNonNull(ended);
  }

  private static AttemptEnd done() {
    return new AttemptEnd(EndReason.COMPLETED, 0, null, null);
  }

  private String out() {
    return result(StreamedText.of(StoredJobs.now(job), freshServer().reader(), Integer.MAX_VALUE))
        .text(STDOUT);
  }

  /** The entries of the log, as a reader that starts now finds them. */
  private List<String> stored() {
    return result(freshServer().reader().read(job.id, 1, 0, 500)).stream()
        .flatMap(chunk -> chunk.frames().stream())
        .map(frame -> frame.channel().label() + ":" + Chunks.text(frame))
        .toList();
  }

  private Server freshServer() {
    OutputConfig config = Settings.of(OutputConfig.class);
    LogReader reader = new LogReader(config);
    Signals signals = Alone.signals();
    SharedLog shared = new SharedLog(reader, signals, timers);
    TestClock clock = new TestClock();
    OutputLog log = new OutputLog(jobs, reader, shared, config, clock, timers);
    return new Server(
        new ArrivalLog(log, reader, clock), reader, new EndAttempt(jobs, log, reader));
  }
}
