package dev.sluice.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.submit.SubmitOnce;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.schedule.match.Kind;
import dev.sluice.schedule.match.QueuedJob;
import dev.sluice.time.Coalesced;
import dev.sluice.time.Serial;
import dev.sluice.wire.JobError;
import dev.sluice.wire.job.JobResult;
import dev.sluice.worker.WorkerCache;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * Starts a process for {@code infer} jobs that wait for one and say how to start it: one for all
 * jobs of a model, by a {@code process_spawn} job (decision 0055). The leader submits it; the other
 * servers look up which it is, for the readers of the jobs that wait.
 */
@Singleton
public final class ModelSpawns {
  private static final Logger LOG = Logger.getLogger(ModelSpawns.class);

  private final Scheduler scheduler;
  private final JobQueue queue;
  private final Jobs jobs;
  private final WorkerCache workers;
  private final SubmitOnce submitOnce;
  private final ServerWork serverWork;
  private final Coalesced spawning =
      new Coalesced("spawning", Infrastructure.getDefaultExecutor(), this::runOnce);

  ModelSpawns(
      Scheduler scheduler,
      JobQueue queue,
      Jobs jobs,
      WorkerCache workers,
      SubmitOnce submitOnce,
      ServerWork serverWork) {
    this.scheduler = scheduler;
    this.queue = queue;
    this.jobs = jobs;
    this.workers = workers;
    this.submitOnce = submitOnce;
    this.serverWork = serverWork;
  }

  void start(@Observes StartupEvent event) {
    jobs.changes().wake(this::follow);
  }

  private void follow(JobChange change) {
    Job job = change.job();
    if (job.operation.equals(NeededProcess.OPERATION)
        || (job.spawns && job.status == JobStatus.QUEUED)) {
      spawning.request();
    }
  }

  /** Looks at all kinds of jobs that wait for a process; completes when that is done. */
  public Uni<Void> look() {
    return Uni.createFrom().completionStage(spawning::request);
  }

  private Uni<?> runOnce() {
    List<List<QueuedJob>> heads = queue.headsThatSpawn();
    queue.spawnJobs().retain(heads.stream().map(head -> head.get(0).kind()).toList());
    return Serial.each(heads, this::attend);
  }

  private Uni<Integer> attend(List<QueuedJob> waiting) {
    Kind kind = waiting.get(0).kind();
    NeededProcess needed = NeededProcess.of(kind);
    boolean isServed = workers.all().stream().anyMatch(needed::isServedBy);
    if (isServed || queue.spawnJobs().find(kind).filter(this::isUnderWay).isPresent()) {
      return Uni.createFrom().item(0);
    }
    return (scheduler.isActive() ? spawn(needed, waiting) : learn(needed))
        .onFailure()
        .recoverWithItem(
            e -> {
              LOG.warnf(e, "cannot start a process of %s", kind.model());
              return 0;
            });
  }

  /** By the memory of this server, which the store is asked about if it says no. */
  private boolean isUnderWay(String spawnJobId) {
    return queue.backlog().find(spawnJobId).isPresent()
        || jobs.held().find(spawnJobId).filter(job -> !isLeaving(job)).isPresent();
  }

  /** Whether its worker takes no new requests, nor will. */
  private boolean isLeaving(Job spawn) {
    return spawn.workerId != null
        && workers.find(spawn.workerId).filter(worker -> worker.draining).isPresent();
  }

  private Uni<Integer> learn(NeededProcess needed) {
    return submitOnce
        .find(needed.purpose())
        .invoke(
            id -> {
              if (id != null) {
                queue.spawnJobs().put(needed.kind(), id);
              }
            })
        .replaceWith(0);
  }

  private Uni<Integer> spawn(NeededProcess needed, List<QueuedJob> waiting) {
    return jobs.find(waiting.get(0).id())
        .chain(
            first ->
                first == null || first.status != JobStatus.QUEUED
                    ? Uni.createFrom().item(0)
                    : spawn(needed, waiting, needed.submission(first)));
  }

  private Uni<Integer> spawn(NeededProcess needed, List<QueuedJob> waiting, ObjectNode submission) {
    return submitOnce
        .submit(needed.purpose(), submission)
        .chain(
            spawn -> {
              if (!spawn.status.isFinal() && !isLeaving(spawn)) {
                queue.spawnJobs().put(needed.kind(), spawn.id);
                return Uni.createFrom().item(1);
              }
              List<QueuedJob> hopeless = waitedFor(spawn, waiting);
              return hopeless.isEmpty()
                  ? submitOnce
                      .forget(needed.purpose(), spawn.id)
                      .chain(() -> submitOnce.submit(needed.purpose(), submission))
                      .invoke(next -> queue.spawnJobs().put(needed.kind(), next.id))
                      .replaceWith(1)
                  : serverWork.fail(hopeless, failure(needed, spawn));
            })
        .onFailure(ProblemException.class)
        .recoverWithUni(e -> serverWork.fail(waiting, refusal(needed, (ProblemException) e)));
  }

  /** The jobs whose wait is over because the process failed, or a client ended it, meanwhile. */
  private static List<QueuedJob> waitedFor(Job spawn, List<QueuedJob> waiting) {
    return spawn.status == JobStatus.FAILED || spawn.status == JobStatus.CANCELLED
        ? waiting.stream()
            .filter(job -> spawn.completedAt != null && job.queuedAt().isBefore(spawn.completedAt))
            .toList()
        : List.of();
  }

  private static JobError failure(NeededProcess needed, Job spawn) {
    JobError error = spawn.resultView().map(JobResult::error).orElse(null);
    String why = error == null ? "the job is " + spawn.status : error.message();
    return new JobError(
        "spawn_failed",
        "no process of '" + needed.model() + "' serves, and " + spawn.id + " ended: " + why,
        error == null ? null : error.evidence());
  }

  private static JobError refusal(NeededProcess needed, ProblemException e) {
    String why = Objects.requireNonNullElse(e.problem().detail(), e.problem().title());
    return new JobError(
        "spawn_failed", "a process of '" + needed.model() + "' cannot be started: " + why);
  }
}
