package dev.sluice.job;

import static dev.sluice.time.Awaiting.result;

import com.mongodb.client.model.Filters;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.AttemptOutput;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.attempt.Lease;
import dev.sluice.wire.JobError;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Stores jobs as they are, past the gate, reads them, and takes them through the gate. */
public final class StoredJobs {

  private StoredJobs() {}

  /** Under an id of its own. */
  public static Job insert(JobBuilder builder) {
    Job job = builder.id("job-" + UUID.randomUUID()).build();
    result(Job.mongoCollection().insertOne(job));
    return job;
  }

  public static Job now(Job job) {
    return result(Job.mongoCollection().find(Filters.eq("_id", job.id)).collect().first());
  }

  public static boolean exists(Job job) {
    return !result(Job.mongoCollection().find(Filters.eq("_id", job.id)).collect().asList())
        .isEmpty();
  }

  /** A lease that no duty reclaims. */
  public static Lease lease(String token, String workerId) {
    return new Lease(token, workerId, "incarnation-1");
  }

  /** Assigns a queued job, through the gate; its first token is its id. */
  public static Job assign(Jobs jobs, Job queued, String workerId) {
    int attempt = queued.attemptNumber() + 1;
    String token = attempt == 1 ? queued.id : queued.id + "/" + attempt;
    Placement placement = new Placement(queued.id, attempt, lease(token, workerId), false);
    return result(jobs.assign(List.of(placement))).get(0);
  }

  /** Assigns a queued job and fetches it. */
  public static Job run(Jobs jobs, Job queued, String workerId) {
    return Objects.requireNonNull(result(jobs.fetched(assign(jobs, queued, workerId))));
  }

  /** Ends the held attempt of a job that printed nothing, through the gate. */
  public static Job end(Jobs jobs, Job held, EndReason reason) {
    AttemptEnd end = new AttemptEnd(reason, null, null, new JobError("a_code", "a message"));
    return Objects.requireNonNull(result(jobs.end(held, end, AttemptOutput.NONE)));
  }
}
