package dev.sluice.schedule.duty;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.time.Timers;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * For how long this server has seen each attempt in its state, by the monotonic clock. A jump of
 * the wall clock does not count, nor does the time before this server started, when it could hear
 * of no end.
 */
final class AttemptAges {
  private final Timers timers;
  private Map<State, Long> seen = Map.of();

  private record State(String jobId, int attempt, JobStatus status) {
    static State of(Job job) {
      return new State(job.id, job.attemptNumber(), job.status);
    }
  }

  AttemptAges(Timers timers) {
    this.timers = timers;
  }

  /** Sees these jobs, and forgets all others. */
  void look(Collection<Job> held) {
    Map<State, Long> now = new HashMap<>();
    for (Job job : held) {
      State state = State.of(job);
      now.put(state, seen.getOrDefault(state, timers.nanoTime()));
    }
    seen = now;
  }

  /** Since {@link #look} saw it first. */
  Duration of(Job job) {
    Long since = seen.get(State.of(job));
    return since == null ? Duration.ZERO : Duration.ofNanos(timers.nanoTime() - since);
  }
}
