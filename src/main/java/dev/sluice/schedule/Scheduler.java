package dev.sluice.schedule;

import dev.sluice.job.JobChange;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.schedule.match.Assigner;
import dev.sluice.time.Coalesced;
import dev.sluice.worker.Presence;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;

/**
 * Assigns queued jobs whenever an event may make an assignment possible: a job was queued, an
 * attempt ended, a worker changed or came back. The sweep asks again, in case an event was lost.
 */
@ApplicationScoped
public class Scheduler {
  private final Leadership leadership;
  private final Coalesced assigning;
  private final Coalesced answering;
  private volatile boolean recovered;
  private volatile boolean stopped;

  Scheduler(
      Leadership leadership,
      Assigner assigner,
      ServerWork serverWork,
      Jobs jobs,
      Workers workers,
      Presence presence) {
    this.leadership = leadership;
    Executor executor = Infrastructure.getDefaultExecutor();
    this.assigning = new Coalesced("assigning", executor, assigner::runOnce);
    this.answering = new Coalesced("answering", executor, serverWork::runOnce);
    jobs.changes().wake(this::follow);
    workers.changes().wake(change -> assign());
    assigner.mayAssign().wake(now -> assign());
    presence.returned().wake(workerId -> assign());
  }

  /** Begins to assign. The state in memory must have been read from the database before. */
  void start() {
    recovered = true;
    assign();
  }

  /** Ends assignment and duties, since the server ends. */
  public void stop() {
    stopped = true;
  }

  /** Asks for a round of assignment; does nothing unless this replica leads and has started. */
  public void assign() {
    if (isActive()) {
      assigning.request();
      answering.request();
    }
  }

  /** Whether this replica assigns and does the duties. */
  public boolean isActive() {
    return recovered && !stopped && leadership.isLeader();
  }

  /** Whether jobs are assigned, here or on a replica that is known to lead. */
  public boolean isReady() {
    return recovered && !stopped && leadership.isLeaderKnown();
  }

  private void follow(JobChange change) {
    if (change.job().status == JobStatus.QUEUED || change.freedWorker()) {
      assign();
    }
  }
}
