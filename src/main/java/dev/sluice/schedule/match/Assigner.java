package dev.sluice.schedule.match;

import dev.sluice.job.HeldJobs;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.Jobs;
import dev.sluice.job.Lease;
import dev.sluice.job.Placement;
import dev.sluice.worker.Polls;
import dev.sluice.worker.Roster;
import dev.sluice.worker.Tokens;
import dev.sluice.worker.Worker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One round of assignment: match the backlog with the fleet, and write what came of it. */
@Singleton
public final class Assigner {
  private static final int AT_ONCE = 500;

  private final Queue queue;
  private final Roster roster;
  private final Polls polls;
  private final Jobs jobs;
  private final JobConfig jobConfig;
  private final Clock clock;
  private final Matching matching;

  Assigner(
      Queue queue,
      Roster roster,
      Polls polls,
      Jobs jobs,
      JobConfig jobConfig,
      ScheduleConfig config,
      Clock clock) {
    this.queue = queue;
    this.roster = roster;
    this.polls = polls;
    this.jobs = jobs;
    this.jobConfig = jobConfig;
    this.clock = clock;
    this.matching = new Matching(new Fit(config.maxCpuUsage()));
  }

  /**
   * @return how many jobs were assigned
   */
  public Uni<Integer> runOnce() {
    Instant now = clock.instant();
    List<Room> rooms = rooms(now);
    if (rooms.stream().noneMatch(Room::mayTake)) {
      return Uni.createFrom().item(0);
    }
    List<QueuedJob> due =
        queue.backlog().inOrder().stream()
            .filter(job -> job.isDue(now) && !queue.isForServer(job))
            .toList();
    if (due.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    List<Placement> placements =
        matching.match(due, rooms).stream().limit(AT_ONCE).map(m -> placement(m, now)).toList();
    return placements.isEmpty()
        ? Uni.createFrom().item(0)
        : jobs.assign(placements).call(won -> queue.recheck(lost(placements, won))).map(List::size);
  }

  public List<Room> rooms(Instant now) {
    HeldJobs held = jobs.held();
    return roster.all().stream()
        .map(worker -> new Room(worker, held.of(worker.id), roster.hasBeenHeard(worker.id), now))
        .toList();
  }

  /** The jobs that were not to be had. */
  public static Set<String> lost(List<Placement> wanted, List<Job> won) {
    Set<String> lost = wanted.stream().map(Placement::jobId).collect(Collectors.toSet());
    won.forEach(job -> lost.remove(job.id));
    return lost;
  }

  private Placement placement(Matching.Match match, Instant now) {
    Worker worker = match.room().worker();
    Lease lease =
        new Lease(Tokens.next(), worker.id, worker.incarnation, now.plus(jobConfig.fetchWithin()));
    return new Placement(
        match.job().id(), match.job().nextAttempt(), lease, polls.claimSlot(worker.id));
  }
}
