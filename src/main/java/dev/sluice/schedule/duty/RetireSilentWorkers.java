package dev.sluice.schedule.duty;

import dev.sluice.schedule.match.LastHeard;
import dev.sluice.time.Timers;
import dev.sluice.worker.LostAttempts;
import dev.sluice.worker.Roster;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerConfig;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A worker that was not heard of for long is OFFLINE, and what it held goes elsewhere. One whose
 * poll broke off is only waited for until its next heartbeat is due, and half that time again.
 */
@Singleton
final class RetireSilentWorkers implements Duty {
  private final Roster roster;
  private final Workers workers;
  private final LostAttempts lost;
  private final LastHeard lastHeard;
  private final WorkerConfig config;
  private final Timers timers;

  RetireSilentWorkers(
      Roster roster,
      Workers workers,
      LostAttempts lost,
      LastHeard lastHeard,
      WorkerConfig config,
      Timers timers) {
    this.roster = roster;
    this.workers = workers;
    this.lost = lost;
    this.lastHeard = lastHeard;
    this.config = config;
    this.timers = timers;
  }

  @Override
  public String name() {
    return "retire silent workers";
  }

  @Override
  public Uni<Integer> runOnce(Instant now) {
    return Multi.createFrom()
        .iterable(roster.all())
        .select()
        .where(this::isSilent)
        .onItem()
        .transformToUniAndConcatenate(this::retire)
        .collect()
        .with(java.util.stream.Collectors.summingInt(Integer::intValue));
  }

  private boolean isSilent(Worker worker) {
    return !worker.offline
        && timers.millisSince(lastHeard.of(worker.id)) > patience(worker).toMillis();
  }

  /** A worker whose poll broke off and that misses its next heartbeat has most likely died. */
  private Duration patience(Worker worker) {
    Duration nextHeartbeat = config.heartbeat().multipliedBy(3).dividedBy(2);
    return roster.isSuspect(worker.id) && nextHeartbeat.compareTo(config.offlineAfter()) < 0
        ? nextHeartbeat
        : config.offlineAfter();
  }

  private Uni<Integer> retire(Worker worker) {
    return workers
        .fellSilent(worker)
        .chain(
            (Optional<Worker> retired) ->
                retired.isPresent()
                    ? lost.of(worker.id, "its worker fell silent").replaceWith(1)
                    : Uni.createFrom().item(0));
  }
}
