package dev.sluice.schedule;

import dev.sluice.job.JobChange;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.replica.lead.Leadership;
import dev.sluice.schedule.match.Assigner;
import dev.sluice.time.Coalesced;
import dev.sluice.worker.Presence;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
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
  private final Assigner assigner;
  private final Coalesced assigning;
  private final Coalesced answering;
  private volatile boolean recovered;

  /** The epoch for which the queue was read; 0 before. */
  private volatile long readyFor;

  private volatile boolean stopped;

  Scheduler(
      Leadership leadership,
      Assigner assigner,
      ServerWork serverWork,
      Jobs jobs,
      Workers workers,
      Presence presence) {
    this.leadership = leadership;
    this.assigner = assigner;
    Executor executor = Infrastructure.getDefaultExecutor();
    this.assigning = new Coalesced("assigning", executor, assigner::runOnce);
    this.answering = new Coalesced("answering", executor, serverWork::runOnce);
    jobs.changes().wake(this::follow);
    workers.changes().wake(this::follow);
    assigner.mayAssign().wake(now -> assign());
    presence.returned().wake(workerId -> assign());
  }

  /** The state that every server has in memory was read from the database. */
  void recovered() {
    recovered = true;
  }

  /** Begins to assign in an epoch of this server. The queue must have been read in it before. */
  void lead(long epoch) {
    readyFor = epoch;
    assign();
  }

  /** Ends assignment and duties, since the server ends, and gives leadership up. */
  public Uni<Void> stop() {
    stopped = true;
    return leadership.resign();
  }

  /** Asks for a round of assignment; does nothing unless this server leads and has started. */
  public void assign() {
    if (isActive()) {
      assigning.request();
      answering.request();
    }
  }

  /** Whether this server assigns and does the duties of the leader. */
  public boolean isActive() {
    return isRunning() && leadership.isLeader() && readyFor == leadership.epoch();
  }

  /** Whether jobs are assigned, here or on a server that is known to lead. */
  public boolean isReady() {
    return isRunning() && (leadership.isLeader() ? isActive() : leadership.leader() != null);
  }

  /** Whether this server takes part in the work of the fleet, as the leader or not. */
  public boolean isRunning() {
    return recovered && !stopped;
  }

  /** A heartbeat seldom makes a worker take more, and a large fleet sends a thousand a second. */
  private void follow(Workers.Change change) {
    if (change.kind() == Workers.Change.Kind.HEARTBEAT) {
      assigner.tryAgainSoon();
    } else {
      assign();
    }
  }

  private void follow(JobChange change) {
    boolean mayHaveFreedWorker =
        change.freedWorker()
            || (change.source() != JobChange.Source.WRITE && !change.job().status.isHeld());
    if (change.job().status == JobStatus.QUEUED || mayHaveFreedWorker) {
      assign();
    }
  }
}
