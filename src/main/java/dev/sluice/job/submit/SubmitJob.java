package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.JsonBody;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobLookup;
import dev.sluice.job.Jobs;
import dev.sluice.wire.job.JobAccepted;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Submits one job: reads the body, applies the idempotency key, and stores the job. */
@Singleton
public final class SubmitJob {
  private final SubmissionReader reader;
  private final IdempotencyKeys keys;
  private final Jobs jobs;

  SubmitJob(SubmissionReader reader, IdempotencyKeys keys, Jobs jobs) {
    this.reader = reader;
    this.keys = keys;
    this.jobs = jobs;
  }

  /**
   * Checks the submission of a job that the server is to submit later: the errors go to {@code
   * fields}.
   *
   * @return its payload
   */
  public ObjectNode check(JsonFields fields, String operation) {
    return reader.readLater(fields, operation);
  }

  public Uni<JobAccepted> submit(byte @Nullable [] body, @Nullable String idempotencyKey) {
    SubmissionReader.WellFormed read = reader.read(new JsonFields(JsonBody.object(body)));
    if (idempotencyKey == null || body == null) {
      return read.resolve().chain(this::store);
    }
    IdempotencyKeys.check(idempotencyKey);
    return read.resolve()
        .chain(job -> identified(job, idempotencyKey, body))
        .chain(this::store)
        .onFailure(ProblemException.class)
        .recoverWithUni(refusal -> firstAnswer(idempotencyKey, body, refusal));
  }

  private Uni<Job> identified(Job job, String key, byte[] body) {
    return keys.claim(key, body, List.of(job.id))
        .map(
            ids -> {
              job.id = ids.get(0);
              return job;
            });
  }

  /** A task that existed when the key was new may be gone by now; the first answer stands. */
  private Uni<JobAccepted> firstAnswer(String key, byte[] body, Throwable refusal) {
    return keys.claimed(key, body)
        .chain(JobLookup::all)
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().failure(refusal)
                    : Uni.createFrom().item(accepted(found.get(0))));
  }

  private Uni<JobAccepted> store(Job job) {
    return jobs.submit(job).replaceWith(() -> accepted(job));
  }

  static JobAccepted accepted(Job job) {
    return new JobAccepted(job.id, job.streamPath(), job.status.name());
  }
}
