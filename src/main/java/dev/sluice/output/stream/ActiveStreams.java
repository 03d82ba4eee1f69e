package dev.sluice.output.stream;

import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobLookup;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.output.OutputConfig;
import dev.sluice.output.OutputLog;
import dev.sluice.time.Coalesced;
import dev.sluice.time.Serial;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tails of the jobs that have readers on this server. */
@ApplicationScoped
public class ActiveStreams {
  private static final int TICKS_PER_KEEP_ALIVE = 3;

  /** Jobs that one query looks at again. */
  private static final int LOOK_PAGE = 500;

  private final Jobs jobs;
  private final OutputSignals signals;
  private final Timers timers;
  private final Duration tick;
  private final Map<String, JobTail> tails = new ConcurrentHashMap<>();
  private final Coalesced looks =
      new Coalesced(
          "looking again at the jobs that are followed",
          Infrastructure.getDefaultExecutor(),
          this::lookAgain);
  private final CountDownLatch closed = new CountDownLatch(1);
  private int ticks;
  private volatile boolean cut;

  ActiveStreams(
      Jobs jobs, OutputLog log, OutputSignals signals, Timers timers, OutputConfig config) {
    this.jobs = jobs;
    this.signals = signals;
    this.timers = timers;
    this.tick = config.keepAlive().dividedBy(TICKS_PER_KEEP_ALIVE);
    jobs.changes().wake(change -> known(change.job().id, tail -> follow(tail, change)));
    log.appended().wake(this::appended);
    signals.appendedElsewhere().wake(this::appended);
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

  /**
   * Cuts all streams, those that are opened from now on too, since the server ends. Returns when
   * their connections are closed, or after {@code limit}: a client that reads nothing keeps its
   * own.
   */
  public void cut(Duration limit) throws InterruptedException {
    cut = true;
    tails.values().forEach(JobTail::cut);
    if (!tails.isEmpty()) {
      closed.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  void leave(JobTail tail) {
    tails.computeIfPresent(
        tail.jobId(), (id, known) -> known == tail && tail.leave() ? null : known);
    if (cut && tails.isEmpty()) {
      closed.countDown();
    }
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
          if (known == null) {
            signals.watch(id);
          }
          tail.enter();
          if (cut) {
            tail.cut();
          }
          return tail;
        });
  }

  private void appended(OutputLog.Appended appended) {
    known(appended.jobId(), tail -> tail.appended(appended.attempt(), appended.nextSeq()));
  }

  private void known(String jobId, Consumer<JobTail> action) {
    JobTail tail = tails.get(jobId);
    if (tail != null) {
      action.accept(tail);
    }
  }

  private void follow(JobTail tail, JobChange change) {
    Job job = change.job();
    if (!change.isWhole()) {
      if (isNewToItsTail(job)) {
        jobs.find(job.id).subscribe().with(this::offer, e -> looks.request());
      }
      return;
    }
    if (change.became(JobStatus.RUNNING)) {
      tail.begun(job.attemptNumber());
    }
    tail.offer(job);
  }

  private void tick() {
    boolean mayMissSignals = signals.hasPeers();
    tails.values().forEach(tail -> tail.tick(mayMissSignals));
    if (++ticks % TICKS_PER_KEEP_ALIVE == 0) {
      looks.request();
      tails.keySet().forEach(signals::watch);
    }
    timers.after(tick, this::tick);
  }

  /**
   * Reads the jobs that have readers here: a write whose answer was lost was done all the same, and
   * no other event may tell of it.
   */
  private Uni<Void> lookAgain() {
    List<String> ids = List.copyOf(tails.keySet());
    List<List<String>> pages = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += LOOK_PAGE) {
      pages.add(ids.subList(from, Math.min(ids.size(), from + LOOK_PAGE)));
    }
    return Serial.each(pages, this::lookAgain).replaceWithVoid();
  }

  private Uni<List<Job>> lookAgain(List<String> ids) {
    return JobLookup.heads(ids)
        .map(heads -> heads.stream().filter(this::isNewToItsTail).toList())
        .chain(newer -> Serial.each(newer, head -> jobs.find(head.id).invoke(this::offer)));
  }

  private boolean isNewToItsTail(Job head) {
    JobTail tail = tails.get(head.id);
    Job known = tail == null ? null : tail.known();
    return known != null && known.revision < head.revision;
  }

  private void offer(@Nullable Job job) {
    if (job != null) {
      known(job.id, tail -> tail.offer(job));
    }
  }
}
