package dev.sluice.schedule;

import dev.sluice.job.JobSignals;
import dev.sluice.job.Jobs;
import dev.sluice.replica.Signals;
import dev.sluice.time.Coalesced;
import dev.sluice.worker.WorkerCache;
import dev.sluice.worker.WorkerSignals;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Keeps the workers and the held jobs in memory in step with what other servers write: by their
 * signals, and by reading everything again when signals may be lost.
 */
@Singleton
final class FollowServers {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Signals signals;
  private final JobSignals jobSignals;
  private final WorkerSignals workerSignals;
  private final Jobs jobs;
  private final WorkerCache workers;
  private final DoubleSupplier jitter;
  private final Coalesced reading =
      new Coalesced(
          "reading what other servers changed",
          Infrastructure.getDefaultExecutor(),
          this::readUntilDone);

  FollowServers(
      Signals signals,
      JobSignals jobSignals,
      WorkerSignals workerSignals,
      Jobs jobs,
      WorkerCache workers,
      DoubleSupplier jitter) {
    this.signals = signals;
    this.jobSignals = jobSignals;
    this.workerSignals = workerSignals;
    this.jobs = jobs;
    this.workers = workers;
    this.jitter = jitter;
  }

  /** Completes when the workers and the held jobs are in memory. */
  Uni<Void> begin() {
    return signals.begin(jitter).chain(workers::recover).chain(jobs::recoverHeld);
  }

  /** From here on other servers know of this one's writes and this one of theirs. */
  void listen() {
    jobSignals.begin();
    workerSignals.begin();
    signals.missed().wake(reason -> reading.request());
  }

  private Uni<Void> readUntilDone() {
    return readAgain().onFailure().retry().withBackOff(FIRST_PAUSE, LONGEST_PAUSE).indefinitely();
  }

  /** Reads the workers and the held jobs again. */
  Uni<Void> readAgain() {
    return workerSignals.readAll().chain(jobs::recoverHeld);
  }
}
