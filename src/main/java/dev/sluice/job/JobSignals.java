package dev.sluice.job;

import dev.sluice.replica.Signal;
import dev.sluice.replica.Signals;
import dev.sluice.time.Coalesced;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells other servers which jobs this one writes, and reads the jobs that they write. */
@Singleton
public final class JobSignals {
  /** Jobs that one query reads. */
  private static final int AT_ONCE = 500;

  private final Jobs jobs;
  private final Signals signals;
  private final Set<String> changed = ConcurrentHashMap.newKeySet();
  private final Coalesced reading =
      new Coalesced(
          "reading the jobs that other servers changed",
          Infrastructure.getDefaultExecutor(),
          this::read);

  JobSignals(Jobs jobs, Signals signals) {
    this.jobs = jobs;
    this.signals = signals;
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
      reading.request();
    }
  }

  private Uni<Void> read() {
    List<String> ids = changed.stream().limit(AT_ONCE).toList();
    ids.forEach(changed::remove);
    return jobs.readAgain(ids)
        .onFailure()
        .invoke(e -> changed.addAll(ids))
        .invoke(
            done -> {
              if (!changed.isEmpty()) {
                reading.request();
              }
            });
  }
}
