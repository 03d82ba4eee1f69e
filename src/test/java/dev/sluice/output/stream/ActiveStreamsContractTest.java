package dev.sluice.output.stream;

import static dev.sluice.http.Refusals.assertRefused;
import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.output.OutputConfig;
import dev.sluice.output.OutputLog;
import dev.sluice.replica.Alone;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Readers whose job is changed by a write of which this server gets no answer. */
@ExtendWith(PlainStore.class)
class ActiveStreamsContractTest {
  private final OutputConfig config = Settings.of(OutputConfig.class);
  private final ManualTimers timers = new ManualTimers();

  /** Writes to the same store, and what it publishes reaches no reader here. */
  private final Jobs unheard = new Jobs(Settings.of(JobConfig.class), new TestClock(), () -> 0.5);

  @Inject Jobs jobs;
  @Inject OutputLog log;
  private ActiveStreams streams;
  private Job job;
  private JobTail tail;

  @BeforeEach
  void aQueuedJobWithAReader() {
    streams = new ActiveStreams(jobs, log, new OutputSignals(log, Alone.signals()), timers, config);
    job = StoredJobs.insert(aJob().operation("contract").queued());
    tail = result(streams.enter(job.id, false));
  }

  @Test
  void tail_unheardWriteShownByARead_wakesTheReader() {
    Uni<Void> woken = tail.changes().after(tail.changes().count());
    result(unheard.cancelUnfetched(job, EndReason.CANCELLED));

    result(jobs.get(job.id));

    result(woken);
    assertThat(tail.job().status).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void tail_unheardWrite_isFoundWithinAKeepAlive() {
    result(unheard.cancelUnfetched(job, EndReason.CANCELLED));

    timers.advance(config.keepAlive());

    long seen = tail.changes().count();
    while (tail.job().status != JobStatus.CANCELLED) {
      result(tail.changes().after(seen));
      seen = tail.changes().count();
    }
    assertThat(result(streams.enter(job.id, false)).job().status).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void held_unheardEndShownByARead_isReleased() {
    Job running = StoredJobs.run(jobs, job, "w");
    StoredJobs.end(unheard, running, EndReason.COMPLETED);
    assertThat(jobs.held().find(job.id)).isPresent();

    result(jobs.get(job.id));

    assertThat(jobs.held().find(job.id)).isEmpty();
    assertThat(tail.job().status).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void enter_unknownJob_isNotFoundAndLeavesNoTail() throws InterruptedException {
    assertRefused("job_not_found", () -> streams.enter("job-none", true));
    streams.leave(tail);

    streams.cut(Duration.ofMinutes(2));

    assertThat(result(streams.enter(job.id, false)).isCut()).isTrue();
  }

  @Test
  void enter_submittedJob_isOpenedByTheReaderThatMayStartIt() {
    Job submitted = StoredJobs.insert(aJob().operation("contract"));

    JobTail watching = result(streams.enter(submitted.id, false));
    assertThat(watching.job().status).isEqualTo(JobStatus.SUBMITTED);

    JobTail starting = result(streams.enter(submitted.id, true));
    assertThat(starting).isSameAs(watching);
    assertThat(starting.job().status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void appended_chunkOfTheJob_wakesTheReader() {
    Job running = StoredJobs.run(jobs, job, "w");
    long seen = tail.changes().count();

    result(log.append(running.id, 1, running.id, 0, body(out("one"))));

    result(tail.changes().after(seen));
    assertThat(tail.endOf(1)).isEqualTo(1);
  }

  @Test
  void cut_openStreams_areCutAndAwaited() throws Exception {
    CompletableFuture<Void> cut =
        CompletableFuture.runAsync(
            () -> {
              try {
                streams.cut(Duration.ofMinutes(2));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    long seen = tail.changes().count();
    while (!tail.isCut()) {
      result(tail.changes().after(seen));
      seen = tail.changes().count();
    }

    streams.leave(tail);

    cut.get(2, TimeUnit.MINUTES);
  }

  @Test
  void cut_readerThatStays_isAwaitedForTheLimitOnly() throws InterruptedException {
    streams.cut(Duration.ofMillis(1));

    assertThat(tail.isCut()).isTrue();
  }
}
