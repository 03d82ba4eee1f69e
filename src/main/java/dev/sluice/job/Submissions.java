package dev.sluice.job;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;

import dev.sluice.http.JsonBody;
import dev.sluice.http.ProblemException;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.JobAccepted;
import dev.sluice.wire.Problem;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes submissions in. With an idempotency key the key is stored first, naming the job's id, so
 * that whoever repeats the call (also after a crash between the two writes) completes the same job.
 */
@Singleton
public final class Submissions {
  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

  private final Submission submission;
  private final Operations operations;
  private final Jobs jobs;
  private final JobConfig config;
  private final Clock clock;

  Submissions(
      Submission submission, Operations operations, Jobs jobs, JobConfig config, Clock clock) {
    this.submission = submission;
    this.operations = operations;
    this.jobs = jobs;
    this.config = config;
    this.clock = clock;
  }

  Uni<JobAccepted> submit(byte @Nullable [] body, @Nullable String idempotencyKey) {
    Job job = submission.read(JsonBody.object(body));
    if (idempotencyKey == null || body == null) {
      return operations.resolve(job).chain(this::store);
    }
    if (!KEY.matcher(idempotencyKey).matches()) {
      throw ProblemException.invalid(
          "Idempotency-Key", "invalid_key", "must be 1 to 255 visible ASCII characters");
    }
    String digest = sha256(body);
    return operations
        .resolve(job)
        .chain(() -> claim(idempotencyKey, digest, job.id))
        .chain(
            key -> {
              job.id = key.jobId;
              return store(job);
            })
        .onFailure(ProblemException.class)
        .recoverWithUni(refusal -> firstAnswer(idempotencyKey, digest, refusal));
  }

  /** What could be resolved when the key was new may be gone by now: that changes no answer. */
  private Uni<JobAccepted> firstAnswer(String key, String digest, Throwable refusal) {
    return keys()
        .find(and(eq("_id", key), eq("digest", digest)))
        .collect()
        .first()
        .chain(known -> known == null ? Uni.createFrom().nullItem() : jobs.find(known.jobId))
        .chain(
            found ->
                found != null && found.isPresent()
                    ? Uni.createFrom().item(accepted(found.get()))
                    : Uni.createFrom().failure(refusal));
  }

  /** Deletes what is past its time; returns how many. */
  public Uni<Long> purgeKeys() {
    return keys().deleteMany(lte("expiresAt", clock.instant())).map(d -> d.getDeletedCount());
  }

  private Uni<JobAccepted> store(Job job) {
    return jobs.submit(job).replaceWith(() -> accepted(job));
  }

  private static JobAccepted accepted(Job job) {
    return new JobAccepted(job.id, StreamPath.of(job.id), job.status.name());
  }

  private Uni<IdempotencyKey> claim(String name, String digest, String jobId) {
    IdempotencyKey key = new IdempotencyKey();
    key.key = name;
    key.jobId = jobId;
    key.digest = digest;
    key.expiresAt = clock.instant().plus(config.idempotencyTtl());
    return keys()
        .insertOne(key)
        .replaceWith(key)
        .onFailure(Stored::isDuplicate)
        .recoverWithUni(() -> existing(key));
  }

  private Uni<IdempotencyKey> existing(IdempotencyKey wanted) {
    return keys()
        .find(eq("_id", wanted.key))
        .collect()
        .first()
        .chain(
            found -> {
              if (found == null || !found.expiresAt.isAfter(clock.instant())) {
                // Past its time, only not purged yet: free it and claim it.
                return keys()
                    .deleteOne(and(eq("_id", wanted.key), lte("expiresAt", clock.instant())))
                    .chain(() -> claim(wanted.key, wanted.digest, wanted.jobId));
              }
              if (!found.digest.equals(wanted.digest)) {
                throw reused();
              }
              return Uni.createFrom().item(found);
            });
  }

  private static ProblemException reused() {
    String message = "was used with another body; use a new key for a new job";
    return new ProblemException(
        new Problem(
            "Unprocessable Entity",
            422,
            "idempotency_key_reused",
            "Idempotency-Key " + message,
            List.of(new FieldError("Idempotency-Key", "idempotency_key_reused", message))));
  }

  private static String sha256(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static ReactiveMongoCollection<IdempotencyKey> keys() {
    return IdempotencyKey.mongoCollection();
  }
}
