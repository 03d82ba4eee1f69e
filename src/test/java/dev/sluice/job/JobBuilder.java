package dev.sluice.job;

import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.attempt.Lease;
import dev.sluice.job.attempt.Result;
import dev.sluice.time.TestClock;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.Requirements;
import dev.sluice.wire.output.OutputTotals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes jobs for tests: {@code aJob().queued().build()}. */
public final class JobBuilder {
  private static final Instant AT = TestClock.START;
  private final Job job = new Job();
  private final List<Attempt> attempts = new ArrayList<>();

  private JobBuilder() {
    job.id = "job-1";
    job.operation = "exec";
    job.priority = 5;
    job.maxRetries = 3;
    job.timeoutMs = 300_000;
    job.createdAt = AT;
  }

  public static JobBuilder aJob() {
    return new JobBuilder();
  }

  public JobBuilder id(String id) {
    job.id = id;
    return this;
  }

  public JobBuilder revision(long revision) {
    job.revision = revision;
    return this;
  }

  public JobBuilder operation(String operation) {
    job.operation = operation;
    return this;
  }

  public JobBuilder metadata(String metadata) {
    job.metadata = metadata;
    return this;
  }

  public JobBuilder tags(List<String> tags) {
    job.tags = tags;
    return this;
  }

  public JobBuilder priority(int priority) {
    job.priority = priority;
    return this;
  }

  public JobBuilder maxRetries(int retries) {
    job.maxRetries = retries;
    return this;
  }

  public JobBuilder timeoutMs(long timeoutMs) {
    job.timeoutMs = timeoutMs;
    return this;
  }

  public JobBuilder retryOnExit() {
    job.retryOnExit = true;
    return this;
  }

  public JobBuilder needs(double cpu, long ramMb, Map<String, String> labels) {
    job.requirements = new Requirements(cpu, ramMb, labels);
    return this;
  }

  public JobBuilder queuedAt(Instant at) {
    job.status = JobStatus.QUEUED;
    job.queuedAt = at;
    return this;
  }

  public JobBuilder queued() {
    return queuedAt(AT);
  }

  public JobBuilder assignedTo(String workerId) {
    return heldBy(workerId, JobStatus.ASSIGNED);
  }

  public JobBuilder runningOn(String workerId) {
    return heldBy(workerId, JobStatus.RUNNING);
  }

  private JobBuilder heldBy(String workerId, JobStatus status) {
    int number = attempts.size() + 1;
    String token = "token-" + number;
    job.status = status;
    job.workerId = workerId;
    job.lease = new Lease(token, workerId, "incarnation-1");
    job.startedAt = status == JobStatus.RUNNING ? AT : null;
    attempts.add(attempt(number, workerId, null, null));
    return this;
  }

  /** An attempt that is over, before the current one. */
  public JobBuilder tried(EndReason reason, long chunks) {
    attempts.add(attempt(attempts.size() + 1, "worker-0", reason, chunks));
    return this;
  }

  public JobBuilder tried(Outcome outcome) {
    return tried(EndReason.of(outcome), 0);
  }

  /** Ends what is held, and the job with it. */
  public JobBuilder ended(JobStatus status, Outcome outcome, long chunks) {
    if (job.lease != null) {
      Attempt last = attempts.remove(attempts.size() - 1);
      attempts.add(attempt(last.number(), last.workerId(), EndReason.of(outcome), (Long) chunks));
    }
    job.lease = null;
    job.status = status;
    job.reason = EndReason.of(outcome);
    job.completedAt = AT;
    job.output = new OutputTotals(chunks, 0, false);
    return this;
  }

  public JobBuilder result(Result result) {
    job.result = result;
    return this;
  }

  public JobBuilder fileId(String fileId) {
    job.fileId = fileId;
    return this;
  }

  public JobBuilder payload(String payload) {
    job.payload = payload;
    return this;
  }

  public Job build() {
    job.attempts = List.copyOf(attempts);
    return job;
  }

  private static Attempt attempt(
      int number, String workerId, @Nullable EndReason reason, @Nullable Long chunks) {
    return new Attempt(
        number,
        "token-" + number,
        workerId,
        AT,
        AT,
        reason == null ? null : AT,
        reason == null ? null : reason.outcome(),
        reason,
        null,
        chunks,
        null,
        null,
        null);
  }
}
