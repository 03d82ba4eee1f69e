package dev.sluice.worker.call;

import dev.sluice.job.HeldJobs;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.replica.Signals;
import dev.sluice.store.StoredJson;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.Poll;
import dev.sluice.wire.worker.PollReply;
import dev.sluice.wire.worker.RunningAttempt;
import dev.sluice.worker.WorkerCache;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Composes the reply to a poll from what its worker holds: assignments to hand out, and attempts to
 * cancel. An attempt is in one reply only, so that nothing runs twice under one lease.
 */
@Singleton
final class Dispatcher {
  private final Jobs jobs;
  private final WorkerCache workers;
  private final JobConfig jobConfig;
  private final Signals signals;

  Dispatcher(Jobs jobs, WorkerCache workers, JobConfig jobConfig, Signals signals) {
    this.jobs = jobs;
    this.workers = workers;
    this.jobConfig = jobConfig;
    this.signals = signals;
  }

  boolean isDraining(String workerId) {
    return workers.find(workerId).map(worker -> worker.draining).orElse(false);
  }

  /**
   * @param poll lists the attempts that the worker has
   * @param max the most assignments that the reply may carry
   */
  Uni<PollReply> reply(String workerId, Poll poll, int max) {
    HeldJobs held = jobs.held();
    Set<AttemptRef> listed =
        poll.running().stream().map(RunningAttempt::ref).collect(Collectors.toSet());
    List<AttemptRef> cancel = toCancel(workerId, poll.running());
    List<Uni<@Nullable Job>> handOuts =
        held.of(workerId).stream()
            .filter(job -> !listed.contains(ref(job)))
            .filter(this::isToBeHandedOut)
            .limit(max)
            .map(this::handOut)
            .toList();
    boolean drain = isDraining(workerId);
    if (handOuts.isEmpty()) {
      return Uni.createFrom().item(new PollReply(List.of(), cancel, drain));
    }
    return Uni.join()
        .all(handOuts)
        .andCollectFailures()
        .map(fetched -> new PollReply(assignments(fetched), cancel, drain));
  }

  /** The attempts that the worker runs, is to cancel, and is not cancelling yet. */
  List<AttemptRef> toCancel(String workerId, List<RunningAttempt> running) {
    Set<AttemptRef> requested =
        jobs.held().of(workerId).stream()
            .filter(job -> job.cancelRequested)
            .map(Dispatcher::ref)
            .collect(Collectors.toSet());
    return running.stream()
        .filter(attempt -> !attempt.cancelling())
        .map(RunningAttempt::ref)
        .filter(requested::contains)
        .toList();
  }

  static AttemptRef ref(Job job) {
    return new AttemptRef(job.id, job.attemptNumber());
  }

  /** In no reply yet. */
  private boolean isToBeHandedOut(Job job) {
    return job.status == JobStatus.ASSIGNED || jobs.held().isOnTheWay(ref(job));
  }

  /** The attempts that went out in a reply and that the worker does not list. */
  List<Job> missing(String workerId, Collection<RunningAttempt> listed) {
    Set<AttemptRef> refs = listed.stream().map(RunningAttempt::ref).collect(Collectors.toSet());
    return jobs.held().of(workerId).stream()
        .filter(job -> job.status == JobStatus.RUNNING)
        .filter(job -> !refs.contains(ref(job)) && !jobs.held().isOnTheWay(ref(job)))
        .toList();
  }

  /** The reply will not reach its worker: its assignments go into the next one. */
  void notSent(PollReply reply) {
    for (Assignment assignment : reply.assignments()) {
      jobs.held().takeFromReply(assignment.ref(), assignment.lease());
    }
  }

  private Uni<@Nullable Job> handOut(Job job) {
    if (job.status == JobStatus.ASSIGNED) {
      return jobs.fetched(job);
    }
    return isOnlyOne() ? Uni.createFrom().item(job) : stillHeld(job);
  }

  /** The worker may have called another server meanwhile, which missed this attempt there. */
  private Uni<@Nullable Job> stillHeld(Job job) {
    return jobs.find(job.id)
        .map(now -> now != null && now.isHeldUnder(job.attemptNumber(), token(job)) ? now : null);
  }

  private static String token(Job job) {
    return job.lease == null ? "" : job.lease.token();
  }

  /** Whether every poll of a worker comes to this server. */
  boolean isOnlyOne() {
    return !signals.hasPeers();
  }

  private List<Assignment> assignments(List<@Nullable Job> fetched) {
    return fetched.stream()
        .filter(Objects::nonNull)
        .filter(job -> job.lease != null)
        .peek(job -> jobs.held().putIntoReply(ref(job)))
        .map(this::assignment)
        .toList();
  }

  private Assignment assignment(Job job) {
    return new Assignment(
        job.id,
        job.attemptNumber(),
        token(job),
        job.operation,
        StoredJson.node(job.payload),
        job.timeoutMs,
        jobConfig.grace().toMillis(),
        job.fileId,
        job.collect);
  }
}
