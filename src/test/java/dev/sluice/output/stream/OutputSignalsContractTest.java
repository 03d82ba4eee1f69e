package dev.sluice.output.stream;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.output.OutputLog;
import dev.sluice.output.OutputLog.Appended;
import dev.sluice.replica.Peers;
import dev.sluice.replica.Signal;
import dev.sluice.store.PlainStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A job prints on this server and is read on another. */
@ExtendWith(PlainStore.class)
class OutputSignalsContractTest {
  @Inject Jobs jobs;
  @Inject OutputLog log;
  private final List<Signal> sent = new CopyOnWriteArrayList<>();
  private final List<Appended> seen = new CopyOnWriteArrayList<>();
  private Peers servers;
  private OutputSignals reading;
  private Job job;

  @BeforeEach
  void aRunningJob() {
    servers = new Peers();
    OutputSignals printing = new OutputSignals(log, servers.here());
    printing.begin(new StartupEvent());
    servers.elsewhere().received().project(sent::add);
    // The log of the other server is not that of this one: it appends nothing.
    reading = new OutputSignals(log, servers.elsewhere());
    servers.elsewhere().received().wake(reading::listen);
    reading.appendedElsewhere().wake(seen::add);
    job = StoredJobs.run(jobs, StoredJobs.insert(aJob().operation("contract").queued()), "w");
  }

  @Test
  void append_readNowhereElse_sendsNothing() {
    append(0);
    servers.deliver();
    servers.deliver();

    assertThat(sent).isEmpty();
  }

  @Test
  void append_readElsewhere_tellsTheEndThere() {
    reading.watch(job.id);
    Eventually.until("the readers are known", () -> delivered(0) && watched());

    append(0);
    append(1);

    Eventually.until("the end is told", () -> delivered(2));
  }

  @Test
  @DisplayName("a server that learns of readers tells what it had stored before")
  void watch_outputIsThere_tellsItsEnd() {
    append(0);
    append(1);
    append(2);

    reading.watch(job.id);

    Eventually.until("the end is told", () -> delivered(3));
  }

  private boolean watched() {
    append(0);
    return delivered(1);
  }

  private boolean delivered(long end) {
    servers.deliver();
    return end == 0 || seen.stream().anyMatch(a -> a.equals(new Appended(job.id, 1, end)));
  }

  private void append(int seq) {
    result(log.append(job.id, 1, job.id, seq, body(out("x"))));
  }
}
