package dev.sluice.job;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.AttemptOutput;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.attempt.Lease;
import dev.sluice.replica.Peers;
import dev.sluice.replica.Signal;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gates of two servers on one store. */
@ExtendWith(PlainStore.class)
class JobSignalsContractTest {
  private final Jobs here = gate();
  private final Jobs elsewhere = gate();
  private final ManualTimers timers = new ManualTimers();
  private final List<JobChange> seen = new CopyOnWriteArrayList<>();
  private Peers servers;

  @BeforeEach
  void twoServers() {
    servers = new Peers();
    new JobSignals(here, servers.here(), timers).begin();
    new JobSignals(elsewhere, servers.elsewhere(), timers).begin();
    here.changes().wake(seen::add);
  }

  @Test
  void open_elsewhere_isPublishedHereWithoutThePayload() {
    Job job = StoredJobs.insert(aJob());

    result(elsewhere.open(job.id));

    JobChange change = awaited(job, JobStatus.QUEUED);
    assertThat(change.isWhole()).isFalse();
    assertThat(change.isMove()).isFalse();
  }

  @Test
  void assign_elsewhere_isHeldHereAsAWhole() {
    Job job = StoredJobs.insert(aJob().queued());

    Job assigned =
        result(elsewhere.assign(List.of(new Placement(job.id, 1, Lease.of("w", "i"), false))))
            .get(0);

    assertThat(awaited(job, JobStatus.ASSIGNED).isWhole()).isTrue();
    Job held = here.held().find(job.id).orElseThrow();
    assertThat(held.payload).isEqualTo(job.payload);
    assertThat(held.lease).isEqualTo(assigned.lease);
  }

  @Test
  void end_elsewhere_isReleasedHere() {
    Job job = StoredJobs.insert(aJob().runningOn("w"));
    result(here.recoverHeld());
    result(elsewhere.recoverHeld());

    result(
        elsewhere.end(job, new AttemptEnd(EndReason.COMPLETED, 0, null, null), AttemptOutput.NONE));

    awaited(job, JobStatus.COMPLETED);
    assertThat(here.held().find(job.id)).isEmpty();
    assertThat(here.held().of("w")).extracting(held -> held.id).doesNotContain(job.id);
  }

  @Test
  void requestCancel_elsewhere_isSeenHere() {
    Job job = StoredJobs.insert(aJob().runningOn("w"));
    result(here.recoverHeld());
    seen.clear();

    result(elsewhere.requestCancel(job));

    assertThat(awaited(job, JobStatus.RUNNING).job().cancelRequested).isTrue();
  }

  @Test
  @DisplayName("what a server reads because another wrote it causes no signal back")
  void read_ofAnothersWrite_isNotSentBack() {
    Job job = StoredJobs.insert(aJob());
    List<Signal> sentBack = new CopyOnWriteArrayList<>();
    servers.elsewhere().received().project(sentBack::add);

    result(elsewhere.open(job.id));
    awaited(job, JobStatus.QUEUED);
    // Signals leave in the order in which they are sent: one sent back would come before this one.
    servers.here().send(new Signal(Signal.Kind.WATCH, "last", 0));

    Eventually.until(
        "the last signal came",
        () -> {
          servers.deliver();
          return !sentBack.isEmpty();
        });
    assertThat(sentBack).extracting(Signal::key).containsExactly("last");
  }

  private JobChange awaited(Job job, JobStatus status) {
    return Eventually.get(
        job.id + " is " + status + " here",
        () -> {
          servers.deliver();
          return seen.stream()
              .filter(c -> c.job().id.equals(job.id) && c.job().status == status)
              .findFirst()
              .orElse(null);
        });
  }

  private static Jobs gate() {
    return new Jobs(Settings.of(JobConfig.class), new TestClock(), () -> 0.5);
  }
}
