package dev.sluice.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.Fields;
import dev.sluice.http.JsonBody;
import dev.sluice.wire.JobAccepted;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes single submissions in. */
@Singleton
final class Submissions {
  private final Submission submission;
  private final IdempotencyKeys keys;
  private final Jobs jobs;

  Submissions(Submission submission, IdempotencyKeys keys, Jobs jobs) {
    this.submission = submission;
    this.keys = keys;
    this.jobs = jobs;
  }

  Uni<JobAccepted> submit(byte @Nullable [] body, @Nullable String idempotencyKey) {
    ObjectNode node = JsonBody.object(body);
    Job job = submission.read(new Fields(node));
    if (idempotencyKey == null || body == null) {
      return store(job);
    }
    return keys.claim(idempotencyKey, body, List.of(job.id))
        .chain(
            ids -> {
              job.id = ids.get(0);
              return store(job);
            });
  }

  private Uni<JobAccepted> store(Job job) {
    return jobs.submit(job).replaceWith(() -> accepted(job));
  }

  static JobAccepted accepted(Job job) {
    return new JobAccepted(job.id, StreamPath.of(job.id), job.status.name());
  }
}
