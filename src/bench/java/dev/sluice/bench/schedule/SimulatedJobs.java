package dev.sluice.bench.schedule;

import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.Placement;
import dev.sluice.job.SimulatedJob;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.Lease;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The gate with a store in memory that holds one bit for a queued job: everything else of it is
 * drawn again. Answers come after a set time. It publishes what the gate publishes.
 */
final class SimulatedJobs extends Jobs {
  private static final String PREFIX = "job-019b76da-0000-7000-8000-";
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final VirtualTime time;
  private final Workload load;
  private final Pace pace;
  private final BitSet queued;
  private final BitSet failedOnce;
  private final int[] arrivedMs;
  private final Map<Integer, Instant> retryAt = new HashMap<>();
  private Consumer<Job> assigned = job -> {};
  private int arrived;
  long rounds;
  long pages;
  long read;

  /**
   * How long the store takes.
   *
   * @param writeNanos for the two commands that assign the jobs of a round
   * @param pageNanos for a page of the queue
   */
  record Pace(long writeNanos, long pageNanos) {}

  SimulatedJobs(JobConfig config, VirtualTime time, Workload load, Pace pace) {
    super(config, time, () -> 0.5);
    this.time = time;
    this.load = load;
    this.pace = pace;
    this.queued = new BitSet(load.jobs);
    this.failedOnce = new BitSet(load.jobs);
    this.arrivedMs = new int[load.jobs];
  }

  /** Calls {@code listener} for each job that was assigned. */
  void onAssigned(Consumer<Job> listener) {
    assigned = listener;
  }

  static String id(int number) {
    StringBuilder id = new StringBuilder(PREFIX.length() + 12).append(PREFIX);
    String hex = Integer.toHexString(number);
    return id.append("000000000000", 0, 12 - hex.length()).append(hex).toString();
  }

  static int number(String id) {
    return id.isEmpty() ? -1 : Integer.parseInt(id, PREFIX.length(), id.length(), 16);
  }

  /** The next job arrives and is queued. */
  int arrive() {
    int number = arrived++;
    arrivedMs[number] = (int) (time.passed() / 1_000_000);
    queued.set(number);
    changes().publish(new JobChange(queuedJob(number), JobStatus.SUBMITTED));
    return number;
  }

  int arrived() {
    return arrived;
  }

  /** How many jobs are queued. */
  int queuedNow() {
    return queued.cardinality();
  }

  boolean isQueued(int number) {
    return queued.get(number);
  }

  boolean hasFailed(int number) {
    return failedOnce.get(number);
  }

  long arrivedNanos(int number) {
    return arrivedMs[number] * 1_000_000L;
  }

  static int number(Job job) {
    return number(SimulatedJob.id(job));
  }

  private Job job(int number) {
    Instant queuedAt = VirtualTime.at(arrivedMs[number]);
    long delay = load.delayMs(number);
    return SimulatedJob.of(
        id(number),
        load.kinds.all().get(load.kind(number)).requirements(),
        load.priority(number),
        queuedAt,
        delay == 0 ? null : queuedAt.plusMillis(delay));
  }

  private Job queuedJob(int number) {
    boolean again = failedOnce.get(number);
    Job job = SimulatedJob.in(job(number), JobStatus.QUEUED, again ? 4 : 1);
    return again ? SimulatedJob.tried(job, attempt(1, Lease.of("", "")), retryAt.get(number)) : job;
  }

  private Attempt attempt(int number, Lease lease) {
    Instant now = time.instant();
    return new Attempt(
        number,
        lease.token(),
        lease.workerId(),
        now,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  @Override
  public Uni<List<Job>> assign(List<Placement> placements) {
    rounds++;
    return later(pace.writeNanos(), () -> written(placements));
  }

  private List<Job> written(List<Placement> placements) {
    List<Job> won = new ArrayList<>(placements.size());
    for (Placement placement : placements) {
      int number = number(placement.jobId());
      if (queued.get(number)) {
        queued.clear(number);
        won.add(held(number, placement));
      }
    }
    for (Job job : won) {
      assigned.accept(job);
      changes().publish(new JobChange(job, JobStatus.QUEUED));
    }
    return won;
  }

  private Job held(int number, Placement placement) {
    Lease lease = placement.lease();
    Job job = SimulatedJob.in(job(number), JobStatus.ASSIGNED, failedOnce.get(number) ? 5 : 2);
    SimulatedJob.held(job, lease, time.instant());
    return SimulatedJob.tried(job, attempt(placement.attempt(), lease), null);
  }

  /** Another server hands the job out: the leader reads that. */
  Job handedOut(Job job) {
    Lease lease = SimulatedJob.lease(job);
    Job running = held(number(job), new Placement(SimulatedJob.id(job), 1, lease, false));
    SimulatedJob.in(running, JobStatus.RUNNING, SimulatedJob.revision(job) + 1);
    SimulatedJob.held(running, lease, SimulatedJob.assignedAt(job));
    changes().publish(new JobChange(running, JobStatus.RUNNING, JobChange.Source.READ));
    return running;
  }

  /** Another server ends the attempt: the job is over, or queued for its second attempt. */
  void ended(Job running) {
    int number = number(running);
    boolean again = load.fails(number) && !failedOnce.get(number);
    if (again) {
      failedOnce.set(number);
      retryAt.put(number, time.instant().plus(RETRY));
      queued.set(number);
    }
    JobStatus status = again ? JobStatus.QUEUED : JobStatus.COMPLETED;
    Job over = again ? queuedJob(number) : job(number);
    SimulatedJob.in(over, status, SimulatedJob.revision(running) + 1);
    SimulatedJob.lastOn(over, SimulatedJob.workerId(running));
    changes().publish(new JobChange(over, status, JobChange.Source.READ_OF_HEAD));
  }

  @Override
  public Uni<List<Job>> queuedAfter(String after, int limit) {
    return later(
        pace.pageNanos(),
        () -> {
          List<Job> page = new ArrayList<>();
          int next = queued.nextSetBit(number(after) + 1);
          while (next >= 0 && page.size() < limit) {
            page.add(queuedJob(next));
            next = queued.nextSetBit(next + 1);
          }
          pages++;
          read += page.size();
          return page;
        });
  }

  @Override
  public Uni<List<Job>> heads(Collection<String> ids) {
    return later(
        pace.pageNanos(),
        () ->
            ids.stream()
                .map(SimulatedJobs::number)
                .filter(queued::get)
                .map(this::queuedJob)
                .toList());
  }

  private <T> Uni<T> later(long nanos, Supplier<T> answer) {
    return Uni.createFrom()
        .emitter(emitter -> time.in(nanos, () -> emitter.complete(answer.get())));
  }
}
