package dev.sluice.schedule.match;

import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.Placement;
import dev.sluice.job.submit.Operations;
import dev.sluice.time.Timers;
import dev.sluice.time.Topic;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The queue of jobs: keeps the backlog in memory in step with the database, by the gate's events
 * and by reading it again in the background, page after page.
 */
@Singleton
public class JobQueue {
  /** The most jobs of one operation that the server answers in one round. */
  private static final int SERVER_ROUND = 500;

  private final Backlog backlog;
  private final Standings standings;
  private final SpawnJobs spawnJobs = new SpawnJobs();
  private final Refill refill;
  private final ClockSetBack setBack;
  private final Jobs jobs;
  private final JobConfig jobConfig;
  private final Operations operations;
  private final Clock clock;
  private @Nullable Set<Fit.Shape> fleet;

  public JobQueue(
      Jobs jobs,
      JobConfig jobConfig,
      ScheduleConfig config,
      Operations operations,
      Clock clock,
      Timers timers) {
    this.backlog = new Backlog(config.backlog());
    this.standings = new Standings(backlog, clock);
    this.refill = new Refill(backlog, jobs, this::queued, clock, timers);
    this.setBack = new ClockSetBack(clock, timers);
    this.jobs = jobs;
    this.jobConfig = jobConfig;
    this.operations = operations;
    this.clock = clock;
    jobs.changes().project(change -> follow(change.job()));
  }

  public Backlog backlog() {
    return backlog;
  }

  public Standings standings() {
    return standings;
  }

  public SpawnJobs spawnJobs() {
    return spawnJobs;
  }

  /** Publishes when jobs were read that memory had no room for before. */
  Topic<Instant> refilled() {
    return refill.readPage();
  }

  /** The first due jobs of each kind that workers run and that fits on one of them. */
  List<List<QueuedJob>> headsForWorkers(int limit) {
    return backlog.heads(limit, kind -> !operations.isOnServer(kind.operation()));
  }

  /** The queued jobs that are due and that the server answers itself. */
  public List<QueuedJob> dueForServer() {
    comeToNow();
    return backlog.heads(SERVER_ROUND, kind -> operations.isOnServer(kind.operation())).stream()
        .flatMap(List::stream)
        .toList();
  }

  /** The first due jobs of each kind for which a process may have to be started. */
  public List<List<QueuedJob>> headsThatSpawn() {
    comeToNow();
    return backlog.heads(SERVER_ROUND, Kind::spawns);
  }

  /** A queued job that the backlog may have left out; empty if it holds all jobs of its kind. */
  public Optional<QueuedJob> notHeld(Job job) {
    QueuedJob queued = queued(job);
    return backlog.hasLeftOut(queued.kind()) ? Optional.of(queued) : Optional.empty();
  }

  /** Whether the server itself answers the operation. */
  public boolean isForServer(QueuedJob job) {
    return operations.isOnServer(job.operation());
  }

  private void comeToNow() {
    Duration back = setBack.sinceLastLook();
    if (!back.isZero()) {
      backlog.clockSetBack(back);
    }
    backlog.comeTo(clock.instant());
  }

  private QueuedJob queued(Job job) {
    return QueuedJob.of(job, jobConfig.ageing())
        .retriedBy(clock.instant().plus(jobConfig.retryLongest()));
  }

  /** How long until the next of the queued jobs is due; empty when none waits for its time. */
  Optional<Duration> untilNextDue() {
    return backlog.nextDue().map(due -> Duration.between(clock.instant(), due));
  }

  /**
   * Brings the backlog up to date with the time and the fleet, and reads on in the database if that
   * may bring jobs that can run.
   */
  synchronized void lookAround(Collection<WorkerCapacity> workers) {
    comeToNow();
    Set<Fit.Shape> shapes =
        workers.stream().map(w -> Fit.Shape.of(w.worker())).collect(Collectors.toSet());
    if (!shapes.equals(fleet)) {
      fleet = shapes;
      backlog.fleetChanged(
          kind ->
              operations.isOnServer(kind.operation())
                  || kind.spawns()
                  || shapes.stream().anyMatch(shape -> shape.fits(kind)));
    }
    refill.ifWanted();
  }

  /**
   * Assigns jobs, and looks up those that could not be assigned: the backlog holds them as they
   * were before they changed, and would otherwise try them, and reserve capacity for them, forever.
   *
   * @return those that were assigned, as they stand now
   */
  public Uni<List<Job>> assign(List<Placement> placements) {
    return placements.isEmpty()
        ? Uni.createFrom().item(List.of())
        : jobs.assign(placements).call(won -> recheck(lost(placements, won)));
  }

  private static Set<String> lost(List<Placement> wanted, List<Job> won) {
    Set<String> lost = wanted.stream().map(Placement::jobId).collect(Collectors.toSet());
    won.forEach(job -> lost.remove(job.id));
    return lost;
  }

  /** Reads the first page of the queue; rounds of assignment read the rest. */
  public Uni<Void> recover() {
    return refill.firstPage();
  }

  /** Reads the whole queue, as far as the backlog has room. */
  public Uni<Void> refill() {
    return refill.all();
  }

  /** Reads the whole queue; completes before the end if it is long. */
  public Uni<Void> catchUp() {
    return refill.catchUp();
  }

  /** Brings the backlog up to date with what the store says of these jobs. */
  Uni<Void> recheck(Collection<String> ids) {
    return jobs.heads(ids)
        .invoke(
            found -> {
              Set<String> gone = new HashSet<>(ids);
              found.forEach(this::follow);
              found.forEach(job -> gone.remove(job.id));
              gone.forEach(backlog::remove);
            })
        .replaceWithVoid();
  }

  private void follow(Job job) {
    if (job.status == JobStatus.QUEUED) {
      backlog.add(queued(job));
    } else {
      backlog.left(job.id, job.revision);
    }
  }
}
