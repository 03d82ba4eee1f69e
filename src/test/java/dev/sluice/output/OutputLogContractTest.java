package dev.sluice.output;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.replica.Alone;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.wire.output.OutputAccepted;
import dev.sluice.wire.output.OutputFrame;
import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PlainStore.class)
class OutputLogContractTest {
  @Inject Jobs jobs;
  private final ManualTimers timers = new ManualTimers();
  private OutputLog log;
  private Job job;

  @BeforeEach
  void aRunningJob() {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());
    job = StoredJobs.run(jobs, queued, "w");
    log = freshProcess();
  }

  @Test
  void append_chunksInTurn_areStoredInOrder() {
    assertThat(append(0, "a").nextSeq()).isEqualTo(1);
    assertThat(append(1, "b").nextSeq()).isEqualTo(2);
    assertThat(stored()).containsExactly("a", "b");
  }

  @Test
  void append_sameChunkTwice_isStoredOnce() {
    append(0, "a");
    append(1, "b");

    OutputAccepted again = append(0, "a");

    assertThat(again).isEqualTo(new OutputAccepted(2, false));
    assertThat(stored()).containsExactly("a", "b");
  }

  @Test
  void append_sameChunkConcurrently_isStoredOnce() {
    List<Uni<OutputAccepted>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(log.append(job.id, 1, job.id, 0, body(out("a"))));
    }

    List<OutputAccepted> answers = result(Uni.join().all(calls).andFailFast());

    assertThat(answers).allMatch(answer -> answer.nextSeq() == 1);
    assertThat(totals(log)).isEqualTo(new OutputTotals(1, 1, false));
  }

  @Test
  void append_chunkThatAnotherServerStored_keepsTheStoredOne() {
    OutputLog other = freshProcess();
    append(0, "a");
    result(other.append(job.id, 1, job.id, 1, body(out("b"))));

    // This server takes itself for the first to store chunk 1.
    append(1, "bcd");
    append(2, "e");

    assertThat(stored()).containsExactly("a", "b", "e");
    assertThat(totals(log).bytes()).isEqualTo(3);
  }

  @Test
  void append_chunkBeforeItsPredecessor_waitsForIt() {
    append(0, "a");
    CompletableFuture<OutputAccepted> third = send(2, "c");
    assertThat(third).isNotDone();

    append(1, "b");

    assertThat(result(Uni.createFrom().completionStage(third)).nextSeq()).isEqualTo(3);
    assertThat(stored()).containsExactly("a", "b", "c");
    assertThat(totals(log).bytes()).isEqualTo(3);
  }

  @Test
  void append_leaseLostWhileAChunkWaits_isRefused() {
    append(0, "a");
    CompletableFuture<OutputAccepted> third = send(2, "c");

    StoredJobs.end(jobs, job, EndReason.WORKER_LOST);

    assertThatThrownBy(third::join).hasMessageContaining("lease_lost");
  }

  @Test
  @DisplayName(
      "when the start of an attempt is published again after its first output, its log continues")
  void append_beginToldAgain_continuesTheLog() {
    append(0, "a");

    jobs.changes().publish(new JobChange(job, JobStatus.QUEUED));

    assertThat(append(1, "b").nextSeq()).isEqualTo(2);
    assertThat(totals(log)).isEqualTo(new OutputTotals(2, 2, false));
  }

  @Test
  @DisplayName(
      "a start that is published after the next attempt has begun does not replace its log")
  void append_formerBeginToldLate_continuesTheLog() {
    Job again = StoredJobs.run(jobs, StoredJobs.end(jobs, job, EndReason.HANDED_BACK), "w");
    String token = String.valueOf(again.attempts.get(1).token());
    result(log.append(job.id, 2, token, 0, body(out("a"))));
    CompletableFuture<OutputAccepted> early =
        log.append(job.id, 2, token, 2, body(out("c"))).subscribeAsCompletionStage();

    jobs.changes().publish(new JobChange(job, JobStatus.QUEUED));

    assertThat(early).isNotDone();
    assertThat(result(log.append(job.id, 2, token, 1, body(out("b")))).nextSeq()).isEqualTo(2);
  }

  @Test
  @DisplayName("a read that shows the end of an attempt closes its log, also if no write was told")
  void append_endShownByARead_isRefusedAtOnce() {
    append(0, "a");
    StoredJobs.end(otherGate(), job, EndReason.WORKER_LOST);

    result(jobs.get(job.id));

    assertThatThrownBy(() -> append(1, "b"))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("lease_lost");
  }

  @Test
  void append_attemptIsEnding_isRefusedUntilThatFails() {
    append(0, "a");
    CompletableFuture<Void> end = new CompletableFuture<>();
    List<OutputTotals> seen = new ArrayList<>();
    CompletableFuture<Void> ending =
        log.sealed(
                job,
                totals -> {
                  seen.add(totals);
                  return Uni.createFrom().completionStage(end);
                })
            .subscribeAsCompletionStage();

    assertThatThrownBy(() -> append(1, "b")).hasMessageStartingWith("attempt_ending");
    end.completeExceptionally(new IllegalStateException("the store is away"));

    assertThat(ending).isCompletedExceptionally();
    assertThat(seen).containsExactly(new OutputTotals(1, 1, false));
    assertThat(append(1, "b").nextSeq()).isEqualTo(2);
    assertThat(stored()).containsExactly("a", "b");
  }

  @Test
  void append_attemptEndedWhileNoWriterWasThere_isRefused() {
    append(0, "a");
    OutputLog restarted = freshProcess();

    List<String> refusals = new ArrayList<>();
    result(
        restarted.sealed(
            job,
            totals ->
                restarted
                    .append(job.id, 1, job.id, totals.chunks(), body(out("b")))
                    .onFailure()
                    .invoke(e -> refusals.add(String.valueOf(e.getMessage())))
                    .onFailure()
                    .recoverWithNull()));

    assertThat(refusals).singleElement().asString().startsWith("attempt_ending");
    assertThat(stored()).containsExactly("a");
  }

  @Test
  void sealed_jobWithoutAnAttempt_hasNoOutput() {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());

    assertThat(totals(log, queued)).isEqualTo(OutputTotals.NONE);
  }

  @Test
  void sealed_attemptThatHasEnded_hasTheStoredTotals() {
    append(0, "ab");
    Job ended = StoredJobs.end(jobs, job, EndReason.FAILED);

    assertThat(totals(log, ended)).isEqualTo(new OutputTotals(1, 2, false));
  }

  @Test
  void sealed_formerAttempt_leavesTheLogOfTheNextOne() {
    Job again = StoredJobs.run(jobs, StoredJobs.end(jobs, job, EndReason.HANDED_BACK), "w");
    String token = String.valueOf(again.attempts.get(1).token());
    result(log.append(job.id, 2, token, 0, body(out("a"))));

    totals(log);

    assertThat(result(log.append(job.id, 2, token, 1, body(out("b")))).nextSeq()).isEqualTo(2);
  }

  @Test
  void append_wrongToken_isRefused() {
    assertThatThrownBy(() -> result(log.append(job.id, 1, "other", 0, body(out("a")))))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("lease_lost");
  }

  @Test
  void append_wrongTokenWhileTheHolderWrites_isRefused() {
    append(0, "a");

    assertThatThrownBy(() -> result(log.append(job.id, 1, "other", 1, body(out("b")))))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("lease_lost");
    append(1, "c");
    assertThat(stored()).containsExactly("a", "c");
  }

  @Test
  void append_leaseLostOnThisServer_isRefusedAtOnce() {
    append(0, "a");
    StoredJobs.end(jobs, job, EndReason.WORKER_LOST);

    assertThatThrownBy(() -> append(1, "b"))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("lease_lost");
  }

  @Test
  void append_unknownJob_isNotFound() {
    assertThatThrownBy(() -> result(log.append("job-none", 1, "t", 0, body(out("a")))))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("job_not_found");
  }

  @Test
  void append_malformedFrames_isRefusedAndStoresNothing() {
    assertThatThrownBy(() -> result(log.append(job.id, 1, job.id, 0, new byte[] {1, 2})))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("malformed_frames");
    assertThat(stored()).isEmpty();
  }

  @Test
  void append_pastTheLimit_cutsTheChunkAndDropsTheRest() {
    int twoFramesOfFour = 2 * (OutputFrame.HEADER_BYTES + 4);
    log = freshProcess(Map.of("sluice.output.max-bytes", "" + twoFramesOfFour));
    append(0, "1234");

    OutputAccepted cut = append(1, "567890");
    OutputAccepted after = append(2, "more");

    assertThat(cut).isEqualTo(new OutputAccepted(2, true));
    assertThat(after.truncated()).isTrue();
    assertThat(stored().get(1)).startsWith("5678").contains("TRUNCATED");
    assertThat(totals(log)).isEqualTo(new OutputTotals(2, 8, true));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 8, 100})
  void append_afterARestart_continuesTheLog(int chunks) {
    OutputLog roomy = freshProcess(Map.of());
    for (int seq = 0; seq < chunks; seq++) {
      result(roomy.append(job.id, 1, job.id, seq, body(out("x"))));
    }
    OutputLog restarted = freshProcess(Map.of());

    OutputAccepted next = result(restarted.append(job.id, 1, job.id, chunks, body(out("y"))));

    assertThat(next.nextSeq()).isEqualTo(chunks + 1);
    assertThat(totals(restarted)).isEqualTo(new OutputTotals(chunks + 1, chunks + 1, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void delete_logOfAnyLength_leavesNothing(int chunks) {
    for (int seq = 0; seq < chunks; seq++) {
      append(seq, "x");
    }

    result(freshProcess().delete(job));

    assertThat(stored()).isEmpty();
  }

  /** Writes to the same store, and what it publishes reaches no listener of {@link #jobs}. */
  private static Jobs otherGate() {
    return new Jobs(Settings.of(JobConfig.class), new TestClock(), () -> 0.5);
  }

  private CompletableFuture<OutputAccepted> send(long seq, String text) {
    return log.append(job.id, 1, job.id, seq, body(out(text))).subscribeAsCompletionStage();
  }

  private OutputAccepted append(long seq, String text) {
    return result(log.append(job.id, 1, job.id, seq, body(out(text))));
  }

  private OutputTotals totals(OutputLog of) {
    return totals(of, job);
  }

  private static OutputTotals totals(OutputLog of, Job which) {
    return result(of.sealed(which, totals -> Uni.createFrom().item(totals)));
  }

  private List<String> stored() {
    return result(reader(Map.of()).read(job.id, 1, 0, 100)).stream()
        .map(
            chunk -> {
              StringBuilder text = new StringBuilder();
              chunk.frames().forEach(frame -> text.append(Chunks.text(frame)));
              return text.toString();
            })
        .toList();
  }

  private OutputLog freshProcess() {
    return freshProcess(Map.of());
  }

  private OutputLog freshProcess(Map<String, String> settings) {
    OutputConfig config = Settings.of(OutputConfig.class, settings);
    LogReader reader = new LogReader(config);
    SharedLog shared = new SharedLog(reader, Alone.signals(), timers);
    return new OutputLog(jobs, reader, shared, config, new TestClock(), timers);
  }

  private static LogReader reader(Map<String, String> settings) {
    return new LogReader(Settings.of(OutputConfig.class, settings));
  }
}
