package dev.sluice.worker;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.wire.worker.HeartbeatReply;
import dev.sluice.wire.worker.RunningAttempt;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes heartbeats. A heartbeat renews the leases of the attempts that it lists: an attempt is
 * believed for as long as its worker is heard of and says that it has it, so renewing costs no
 * write of its own (see decision 0003).
 */
@Singleton
final class Heartbeats {
  private final Workers workers;
  private final Jobs jobs;
  private final LostAttempts lost;
  private final WorkerConfig config;
  private final Clock clock;

  Heartbeats(Workers workers, Jobs jobs, LostAttempts lost, WorkerConfig config, Clock clock) {
    this.workers = workers;
    this.jobs = jobs;
    this.lost = lost;
    this.config = config;
    this.clock = clock;
  }

  Uni<HeartbeatReply> take(Worker worker, String token, Heartbeat heartbeat) {
    return workers
        .heartbeat(worker.id, token, heartbeat)
        .map(found -> found.orElseThrow(() -> Workers.unknown(worker.id)))
        .call(written -> forgetUnlisted(written, heartbeat))
        .map(written -> reply(written, heartbeat));
  }

  private HeartbeatReply reply(Worker worker, Heartbeat heartbeat) {
    Collection<Job> held = jobs.held().of(worker.id);
    Set<AttemptRef> valid = held.stream().map(Heartbeats::ref).collect(Collectors.toSet());
    Set<AttemptRef> toCancel =
        held.stream()
            .filter(job -> job.cancelRequested)
            .map(Heartbeats::ref)
            .collect(Collectors.toSet());
    List<AttemptRef> cancel =
        heartbeat.running().stream()
            .filter(attempt -> !attempt.cancelling())
            .map(RunningAttempt::ref)
            .filter(toCancel::contains)
            .toList();
    List<AttemptRef> revoked =
        heartbeat.running().stream()
            .map(RunningAttempt::ref)
            .filter(ref -> !valid.contains(ref))
            .toList();
    return new HeartbeatReply(cancel, revoked, worker.draining);
  }

  /** What the worker should have in hand for long and does not list, it does not have. */
  private Uni<Integer> forgetUnlisted(Worker worker, Heartbeat heartbeat) {
    Set<AttemptRef> listed =
        heartbeat.running().stream().map(RunningAttempt::ref).collect(Collectors.toSet());
    Instant before = clock.instant().minus(config.offlineAfter());
    return lost.giveUp(
        worker.id,
        job ->
            job.status == JobStatus.RUNNING
                && !listed.contains(ref(job))
                && job.startedAt != null
                && job.startedAt.isBefore(before),
        "its worker does not know of it");
  }

  private static AttemptRef ref(Job job) {
    return new AttemptRef(job.id, job.attemptNumber());
  }
}
