package dev.sluice.job;

import dev.sluice.replica.ChangedIds;
import dev.sluice.replica.Signal;
import dev.sluice.replica.Signals;
import dev.sluice.time.Timers;
import jakarta.inject.Singleton;

/** Tells other servers which jobs this one writes, and reads the jobs that they write. */
@Singleton
public final class JobSignals {
  private final Jobs jobs;
  private final Signals signals;
  private final ChangedIds changed;

  JobSignals(Jobs jobs, Signals signals, Timers timers) {
    this.jobs = jobs;
    this.signals = signals;
    this.changed = new ChangedIds("jobs", timers, jobs::readAgain);
  }

  /** Begins to tell and to listen. */
  public void begin() {
    jobs.changes().wake(this::tell);
    signals.received().project(this::listen);
  }

  private void tell(JobChange change) {
    if (change.source() == JobChange.Source.WRITE) {
      Job job = change.job();
      signals.send(new Signal(Signal.Kind.JOB, job.id, job.revision));
    }
  }

  private void listen(Signal signal) {
    if (signal.kind() == Signal.Kind.JOB && jobs.held().isNews(signal.key(), signal.number())) {
      changed.add(signal.key());
    }
  }
}
