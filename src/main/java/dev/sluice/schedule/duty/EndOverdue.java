package dev.sluice.schedule.duty;

import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.time.Serial;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A duty that ends the attempts, of all that workers hold, whose time is over. */
abstract class EndOverdue implements Duty {
  private final Jobs jobs;

  EndOverdue(Jobs jobs) {
    this.jobs = jobs;
  }

  abstract boolean isOverdue(Job held, Instant now);

  /**
   * @return the job; a null item if the attempt had ended already
   */
  abstract Uni<@Nullable Job> end(Job overdue);

  @Override
  public final Uni<Integer> runOnce(Instant now) {
    List<Job> overdue = jobs.held().all().stream().filter(job -> isOverdue(job, now)).toList();
    return Serial.each(overdue, this::end).map(List::size);
  }
}
