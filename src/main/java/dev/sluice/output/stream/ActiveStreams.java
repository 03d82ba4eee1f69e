package dev.sluice.output.stream;

import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.output.OutputConfig;
import dev.sluice.output.OutputLog;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The tails of the jobs that have readers on this server. */
@ApplicationScoped
public class ActiveStreams {
  private static final int TICKS_PER_KEEP_ALIVE = 3;

  private final Jobs jobs;
  private final Timers timers;
  private final Duration tick;
  private final Map<String, JobTail> tails = new ConcurrentHashMap<>();

  ActiveStreams(Jobs jobs, OutputLog log, Timers timers, OutputConfig config) {
    this.jobs = jobs;
    this.timers = timers;
    this.tick = config.keepAlive().dividedBy(TICKS_PER_KEEP_ALIVE);
    jobs.changes().wake(change -> known(change.job().id, tail -> follow(tail, change)));
    log.appended().wake(a -> known(a.jobId(), tail -> tail.appended(a.attempt(), a.nextSeq())));
    timers.after(tick, this::tick);
  }

  /**
   * Joins the readers of a job. The caller must {@link #leave} the tail.
   *
   * @param start whether to open the gate of a submitted job
   * @return fails with a 404 problem when there is no such job
   */
  Uni<JobTail> enter(String jobId, boolean start) {
    // Registered before the query: a change in between reaches the tail too.
    JobTail tail = register(jobId);
    return current(tail, start)
        .invoke(tail::offer)
        .replaceWith(tail)
        .onFailure()
        .invoke(e -> leave(tail))
        .onCancellation()
        .invoke(() -> leave(tail));
  }

  void leave(JobTail tail) {
    tails.computeIfPresent(
        tail.jobId(), (id, known) -> known == tail && tail.leave() ? null : known);
  }

  private Uni<Job> current(JobTail tail, boolean start) {
    Job known = tail.known();
    if (known != null && !(start && known.status == JobStatus.SUBMITTED)) {
      return Uni.createFrom().item(known);
    }
    if (!start) {
      return jobs.get(tail.jobId());
    }
    // The usual reader opens the job. For any other, a write without a match costs as much as a
    // read.
    return jobs.open(tail.jobId()).onItem().ifNull().switchTo(() -> jobs.get(tail.jobId()));
  }

  private JobTail register(String jobId) {
    return tails.compute(
        jobId,
        (id, known) -> {
          JobTail tail = known == null ? new JobTail(id) : known;
          tail.enter();
          return tail;
        });
  }

  private void known(String jobId, Consumer<JobTail> action) {
    JobTail tail = tails.get(jobId);
    if (tail != null) {
      action.accept(tail);
    }
  }

  private static void follow(JobTail tail, JobChange change) {
    Job job = change.job();
    if (change.became(JobStatus.RUNNING)) {
      tail.begun(job.attemptNumber());
    }
    tail.offer(job);
  }

  private void tick() {
    tails.values().forEach(JobTail::tick);
    timers.after(tick, this::tick);
  }
}
