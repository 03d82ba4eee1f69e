package dev.sluice.output.stream;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.EndReason;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.output.OutputConfig;
import dev.sluice.output.OutputLog;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
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
    streams = new ActiveStreams(jobs, log, timers, config);
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
}
