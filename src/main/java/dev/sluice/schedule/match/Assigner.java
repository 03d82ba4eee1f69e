package dev.sluice.schedule.match;

import dev.sluice.job.Placement;
import dev.sluice.worker.Worker;
import dev.sluice.worker.call.LongPolls;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Runs one round of assignment: matches the backlog with the fleet and writes the result. */
@Singleton
public final class Assigner {
  private static final int MAX_AT_ONCE = 500;

  private final JobQueue queue;
  private final FleetCapacity fleet;
  private final LongPolls polls;
  private final Leases leases;
  private final Matching matching;

  Assigner(
      JobQueue queue, FleetCapacity fleet, LongPolls polls, Leases leases, ScheduleConfig config) {
    this.queue = queue;
    this.fleet = fleet;
    this.polls = polls;
    this.leases = leases;
    this.matching = new Matching(new Fit(config.maxCpuUsage()));
  }

  /**
   * @return how many jobs were assigned
   */
  public Uni<Integer> runOnce() {
    List<WorkerCapacity> workers = fleet.now();
    if (workers.stream().noneMatch(WorkerCapacity::mayTake)) {
      return Uni.createFrom().item(0);
    }
    List<Placement> placements =
        matching.match(queue.dueForWorkers(), workers).stream()
            .limit(MAX_AT_ONCE)
            .map(this::placement)
            .toList();
    return queue.assign(placements).map(List::size);
  }

  private Placement placement(Matching.Match match) {
    Worker worker = match.worker().worker();
    return new Placement(
        match.job().id(),
        match.job().nextAttempt(),
        leases.next(worker.id, worker.incarnation),
        polls.claimSlot(worker.id));
  }
}
