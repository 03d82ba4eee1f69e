package dev.sluice.schedule;

import dev.sluice.job.JobChange;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.schedule.duty.Upkeep;
import dev.sluice.schedule.match.Assigner;
import dev.sluice.schedule.match.Queue;
import dev.sluice.time.Coalesced;
import dev.sluice.worker.Roster;
import dev.sluice.worker.Workers;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Drives the rest of this package: assigns on every signal that could make an assignment possible,
 * and every few seconds sweeps and does the duties, in case a signal was lost.
 */
@ApplicationScoped
public class Scheduler {
  private final Leadership leadership;
  private final Queue queue;
  private final ServerWork serverWork;
  private final Roster roster;
  private final Jobs jobs;
  private final Upkeep upkeep;
  private final Coalesced assigning;
  private final Coalesced answering;
  private volatile boolean recovered;

  Scheduler(
      Leadership leadership,
      Queue queue,
      Assigner assigner,
      ServerWork serverWork,
      Workers workers,
      Roster roster,
      Upkeep upkeep,
      Jobs jobs) {
    this.leadership = leadership;
    this.queue = queue;
    this.serverWork = serverWork;
    this.roster = roster;
    this.upkeep = upkeep;
    this.jobs = jobs;
    this.assigning =
        new Coalesced("assigning", Infrastructure.getDefaultExecutor(), assigner::runOnce);
    this.answering =
        new Coalesced("answering", Infrastructure.getDefaultExecutor(), serverWork::runOnce);
    jobs.changes().wake(this::follow);
    workers.changes().wake(change -> assign());
    roster.returned().wake(worker -> assign());
  }

  /** Rebuilds from the database what is kept in memory; nothing is assigned before. */
  public Uni<Void> recover() {
    return roster
        .recover()
        .chain(jobs::recoverHeld)
        .chain(serverWork::recover)
        .chain(queue::refill)
        .invoke(
            () -> {
              recovered = true;
              assign();
            });
  }

  /** Whether work is being assigned, here or on a replica that is known. */
  public boolean isReady() {
    return recovered && leadership.isLeaderKnown();
  }

  @Scheduled(
      identity = "sweep",
      every = "${sluice.schedule.sweep:5s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    if (!recovered || !leadership.isLeader()) {
      return Uni.createFrom().voidItem();
    }
    return upkeep.runAll().invoke(this::assign);
  }

  private void assign() {
    if (recovered && leadership.isLeader()) {
      assigning.request();
      answering.request();
    }
  }

  private void follow(JobChange change) {
    if (change.job().status == JobStatus.QUEUED || change.freedWorker()) {
      assign();
    }
  }
}
