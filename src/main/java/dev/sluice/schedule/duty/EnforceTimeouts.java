package dev.sluice.schedule.duty;

import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.Lease;
import dev.sluice.output.EndAttempt;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.time.Timers;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerCache;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ends attempts past their time limit: the backstop for a worker that does not end them. It waits
 * until the worker has stored a heartbeat after the limit. Before that, this server or the store
 * may have been away when the worker wanted to report, and a worker that is silent is lost anyway.
 */
@Singleton
final class EnforceTimeouts extends EndOverdue {
  private final EndAttempt endAttempt;
  private final WorkerCache workers;
  private final JobConfig jobConfig;
  private final ScheduleConfig config;

  /** The last heartbeat of the worker when its attempt was first found overdue, by lease. */
  private final Map<String, Instant> heardBefore = new HashMap<>();

  EnforceTimeouts(
      Jobs jobs,
      EndAttempt endAttempt,
      WorkerCache workers,
      JobConfig jobConfig,
      ScheduleConfig config,
      Timers timers) {
    super(jobs, timers);
    this.endAttempt = endAttempt;
    this.workers = workers;
    this.jobConfig = jobConfig;
    this.config = config;
  }

  @Override
  public String name() {
    return "enforce time limits";
  }

  @Override
  void look(Collection<Job> held) {
    super.look(held);
    Set<String> tokens =
        held.stream()
            .map(job -> job.lease)
            .filter(Objects::nonNull)
            .map(Lease::token)
            .collect(Collectors.toSet());
    heardBefore.keySet().retainAll(tokens);
  }

  @Override
  boolean isOverdue(Job held, Duration age) {
    boolean isLimited = held.timeoutMs > 0;
    if (held.status != JobStatus.RUNNING || held.lease == null || !isLimited) {
      return false;
    }
    Duration allowed =
        Duration.ofMillis(held.timeoutMs).plus(jobConfig.grace()).plus(config.overdueMargin());
    return age.compareTo(allowed) > 0 && wasHeardSince(held.lease.token(), held.lease.workerId());
  }

  private boolean wasHeardSince(String token, String workerId) {
    Optional<Worker> worker = workers.find(workerId);
    if (worker.isEmpty()) {
      return false;
    }
    Instant last = worker.get().lastHeartbeatAt;
    Instant before = heardBefore.putIfAbsent(token, last);
    return before != null && !before.equals(last);
  }

  @Override
  Uni<@Nullable Job> end(Job overdue) {
    return endAttempt.withdraw(
        overdue,
        AttemptEnd.timedOut("Timeout after " + overdue.timeoutMs + " ms, ended by the server"));
  }
}
