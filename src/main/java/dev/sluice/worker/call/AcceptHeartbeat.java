package dev.sluice.worker.call;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.time.Ages;
import dev.sluice.time.Serial;
import dev.sluice.time.Timers;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.wire.worker.HeartbeatReply;
import dev.sluice.wire.worker.RunningAttempt;
import dev.sluice.worker.ReclaimAttempts;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerConfig;
import dev.sluice.worker.WorkerId;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Accepts heartbeats. A heartbeat renews the leases of the attempts that it lists: an attempt is
 * valid for as long as its worker is heard and lists it, so renewing costs no write of its own (see
 * decision 0003).
 */
@Singleton
final class AcceptHeartbeat {
  private final Workers workers;
  private final Jobs jobs;
  private final Dispatcher dispatcher;
  private final ReclaimAttempts reclaim;
  private final WorkerConfig config;
  private final Timers timers;

  /** The attempts that heartbeats of each worker do not list. */
  private final Cache<String, Ages<AttemptRef>> unlisted =
      Caffeine.newBuilder().expireAfterAccess(Duration.ofHours(1)).executor(Runnable::run).build();

  AcceptHeartbeat(
      Workers workers,
      Jobs jobs,
      Dispatcher dispatcher,
      ReclaimAttempts reclaim,
      WorkerConfig config,
      Timers timers) {
    this.workers = workers;
    this.jobs = jobs;
    this.dispatcher = dispatcher;
    this.reclaim = reclaim;
    this.config = config;
    this.timers = timers;
  }

  /**
   * @throws dev.sluice.http.ProblemException 404 when the worker was removed or has registered
   *     again meanwhile
   */
  Uni<HeartbeatReply> accept(Worker worker, String token, Heartbeat heartbeat) {
    return workers
        .heartbeat(worker.id, token, heartbeat)
        .onItem()
        .ifNull()
        .failWith(() -> WorkerId.unknown(worker.id))
        .call(written -> reclaimUnlisted(written, heartbeat))
        .call(written -> readUnknown(written, heartbeat))
        .map(written -> reply(written, heartbeat));
  }

  /** What this server does not know of, another may have assigned: the database decides. */
  private Uni<?> readUnknown(Worker worker, Heartbeat heartbeat) {
    return Serial.each(notHeld(worker, heartbeat), ref -> jobs.find(ref.jobId()));
  }

  /** The attempts that the worker lists and does not hold, as far as this server knows. */
  private List<AttemptRef> notHeld(Worker worker, Heartbeat heartbeat) {
    Set<AttemptRef> held =
        jobs.held().of(worker.id).stream().map(Dispatcher::ref).collect(Collectors.toSet());
    return heartbeat.running().stream()
        .map(RunningAttempt::ref)
        .filter(ref -> !held.contains(ref))
        .toList();
  }

  private HeartbeatReply reply(Worker worker, Heartbeat heartbeat) {
    List<AttemptRef> revoked = notHeld(worker, heartbeat);
    List<AttemptRef> cancel = dispatcher.toCancel(worker.id, heartbeat.running());
    return new HeartbeatReply(cancel, revoked, worker.draining);
  }

  /**
   * Reclaims attempts that no heartbeat of the worker has listed for long. One heartbeat without an
   * attempt proves nothing: it may have crossed the assignment on the way.
   */
  private Uni<Integer> reclaimUnlisted(Worker worker, Heartbeat heartbeat) {
    Set<AttemptRef> listed =
        heartbeat.running().stream().map(RunningAttempt::ref).collect(Collectors.toSet());
    List<AttemptRef> missing =
        jobs.held().of(worker.id).stream()
            .filter(job -> job.status == JobStatus.RUNNING)
            .map(Dispatcher::ref)
            .filter(ref -> !listed.contains(ref))
            .toList();
    Ages<AttemptRef> ages = unlisted.get(worker.id, unknown -> new Ages<>(timers));
    ages.look(missing);
    Set<AttemptRef> gone =
        missing.stream()
            .filter(ref -> ages.of(ref).compareTo(config.offlineAfter()) >= 0)
            .collect(Collectors.toSet());
    return reclaim.from(
        worker.id, job -> gone.contains(Dispatcher.ref(job)), "its worker does not know of it");
  }
}
