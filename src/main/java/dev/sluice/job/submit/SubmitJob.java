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
  private final SubmissionReader submission;
  private final Operations operations;
  private final IdempotencyKeys keys;
  private final Jobs jobs;

  SubmitJob(SubmissionReader submission, Operations operations, IdempotencyKeys keys, Jobs jobs) {
    this.submission = submission;
    this.operations = operations;
    this.keys = keys;
    this.jobs = jobs;
  }

  public Uni<JobAccepted> submit(byte @Nullable [] body, @Nullable String idempotencyKey) {
    ObjectNode node = JsonBody.object(body);
    Job job = submission.read(new JsonFields(node));
    if (idempotencyKey == null || body == null) {
      return operations.resolve(job).chain(this::store);
    }
    IdempotencyKeys.check(idempotencyKey);
    return operations
        .resolve(job)
        .chain(() -> keys.claim(idempotencyKey, body, List.of(job.id)))
        .chain(
            ids -> {
              job.id = ids.get(0);
              return store(job);
            })
        .onFailure(ProblemException.class)
        .recoverWithUni(refusal -> firstAnswer(idempotencyKey, body, refusal));
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
