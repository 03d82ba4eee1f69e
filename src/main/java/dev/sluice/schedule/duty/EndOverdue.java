package dev.sluice.schedule.duty;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.time.Ages;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A duty that ends the attempts, of all that workers hold, whose time is over. */
abstract class EndOverdue implements Duty {
  private final Jobs jobs;
  private final Ages<State> ages;

  private record State(String jobId, int attempt, JobStatus status) {
    static State of(Job job) {
      return new State(job.id, job.attemptNumber(), job.status);
    }
  }

  EndOverdue(Jobs jobs, Timers timers) {
    this.jobs = jobs;
    this.ages = new Ages<>(timers);
  }

  /**
   * @param age for how long this server has seen the attempt in its state
   */
  abstract boolean isOverdue(Job held, Duration age);

  /** Sees all attempts that are held, before each look for overdue ones. */
  void look(Collection<Job> held) {
    ages.look(held.stream().map(State::of).toList());
  }

  /**
   * @return the job; a null item if the attempt had ended already
   */
  abstract Uni<@Nullable Job> end(Job overdue);

  @Override
  public final Uni<Integer> runOnce(Instant now) {
    Collection<Job> held = jobs.held().all();
    look(held);
    List<Job> overdue =
        held.stream().filter(job -> isOverdue(job, ages.of(State.of(job)))).toList();
    return new Round<Job>(name(), job -> "job " + job.id)
        .run(overdue, 1, job -> end(job).map(ended -> ended == null ? 0 : 1));
  }
}
