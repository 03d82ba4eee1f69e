package dev.sluice.schedule.match;

import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobLookup;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.Placement;
import dev.sluice.job.submit.Operations;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The queue of jobs: keeps the backlog in memory in step with the database, by the gate's events
 * and by reading it again.
 */
@Singleton
public class JobQueue {
  private final Backlog backlog;
  private final Jobs jobs;
  private final JobConfig jobConfig;
  private final ScheduleConfig config;
  private final Operations operations;
  private final Clock clock;

  public JobQueue(
      Jobs jobs, JobConfig jobConfig, ScheduleConfig config, Operations operations, Clock clock) {
    this.backlog = new Backlog(config.backlog());
    this.jobs = jobs;
    this.jobConfig = jobConfig;
    this.config = config;
    this.operations = operations;
    this.clock = clock;
    jobs.changes().project(change -> follow(change.job()));
  }

  public Backlog backlog() {
    return backlog;
  }

  /** The queued jobs that are due and that workers run, first come first. */
  List<QueuedJob> dueForWorkers() {
    return due().filter(job -> !isForServer(job)).toList();
  }

  /** The queued jobs that are due and that the server answers itself, first come first. */
  public List<QueuedJob> dueForServer() {
    return due().filter(this::isForServer).toList();
  }

  /** Whether the server itself answers the operation. */
  public boolean isForServer(QueuedJob job) {
    return operations.isOnServer(job.operation());
  }

  /** How long until the next of the queued jobs is due; empty when none waits for its time. */
  Optional<Duration> untilNextDue() {
    Instant now = clock.instant();
    return backlog.inOrder().stream()
        .map(QueuedJob::dueAt)
        .filter(due -> due != null && due.isAfter(now))
        .min(Comparator.naturalOrder())
        .map(due -> Duration.between(now, due));
  }

  private Stream<QueuedJob> due() {
    Instant now = clock.instant();
    return backlog.inOrder().stream().filter(job -> job.isDue(now));
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

  /** Reads the head of the queue: the most urgent jobs, and the oldest so that none starves. */
  public Uni<Void> refill() {
    return JobLookup.mostUrgent(config.backlog())
        .chain(
            urgent ->
                urgent.size() < config.backlog()
                    ? Uni.createFrom().item(urgent)
                    : JobLookup.longestQueued(config.backlog())
                        .map(oldest -> union(urgent, oldest)))
        .invoke(
            found ->
                backlog.refill(
                    found.stream().map(job -> QueuedJob.of(job, jobConfig.ageing())).toList(),
                    found.size() >= config.backlog()))
        .replaceWithVoid();
  }

  private static List<Job> union(List<Job> urgent, List<Job> oldest) {
    return Stream.concat(urgent.stream(), oldest.stream()).toList();
  }

  /** Brings the backlog up to date with what the store says of these jobs. */
  Uni<Void> recheck(Collection<String> ids) {
    return JobLookup.all(ids)
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
      backlog.add(QueuedJob.of(job, jobConfig.ageing()));
    } else {
      backlog.left(job.id, job.revision);
    }
  }
}
