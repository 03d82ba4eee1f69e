package dev.sluice.job.submit;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;

import dev.sluice.http.ProblemException;
import dev.sluice.job.JobConfig;
import dev.sluice.store.Stored;
import dev.sluice.text.Sha256;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Problem;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which ids a client's key stands for. A key is stored before its jobs are, so a client
 * that repeats the call (also after a crash between the two writes) completes the same jobs.
 */
@Singleton
public final class IdempotencyKeys {
  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

  /**
   * Longer than a job waits; what was claimed for one that has ended is freed when it is needed.
   */
  private static final Duration OWN_TTL = Duration.ofDays(365);

  private final JobConfig config;
  private final Clock clock;

  IdempotencyKeys(JobConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /**
   * @param ids of the jobs that the call would store
   * @return those ids, or when the key was claimed before, the ids that it was claimed for
   * @throws ProblemException 400 for an invalid key, 422 for one that was used with another body
   */
  Uni<List<String>> claim(String name, byte[] body, List<String> ids) {
    check(name);
    IdempotencyKey key = new IdempotencyKey();
    key.key = name;
    key.jobIds = ids;
    key.digest = Sha256.of(body);
    key.expiresAt = clock.instant().plus(config.idempotencyTtl());
    return claim(key).map(claimed -> claimed.jobIds);
  }

  /** The ids that the key was claimed for with the same body; empty if it was not. */
  Uni<List<String>> claimed(String name, byte[] body) {
    return keys()
        .find(and(eq("_id", name), eq("digest", Sha256.of(body))))
        .collect()
        .first()
        .map(found -> found == null ? List.of() : found.jobIds);
  }

  /**
   * @throws ProblemException 400 for an invalid key
   */
  static void check(String name) {
    if (!KEY.matcher(name).matches()) {
      throw ProblemException.invalid(
          "Idempotency-Key", "invalid_key", "must be 1 to 255 visible ASCII characters");
    }
  }

  /**
   * Claims a purpose of the server's own.
   *
   * @param purpose has a space, so that no key of a client is the same
   * @return {@code jobId}, or when the purpose was claimed before, the id that it was claimed for
   */
  Uni<String> claimOwn(String purpose, String jobId) {
    IdempotencyKey key = new IdempotencyKey();
    key.key = purpose;
    key.jobIds = List.of(jobId);
    key.expiresAt = clock.instant().plus(OWN_TTL);
    return claim(key).map(claimed -> claimed.jobIds.get(0));
  }

  /** The id that the purpose was claimed for; a null item if it was not. */
  Uni<@Nullable String> claimedOwn(String purpose) {
    return keys()
        .find(eq("_id", purpose))
        .collect()
        .first()
        .onItem()
        .ifNotNull()
        .transform(found -> found.jobIds.get(0));
  }

  /** Frees a purpose, unless it was claimed for another job since. */
  Uni<Void> freeOwn(String purpose, String jobId) {
    return keys().deleteOne(and(eq("_id", purpose), eq("jobIds", jobId))).replaceWithVoid();
  }

  /** Deletes expired keys; returns their number. */
  public Uni<Long> purge() {
    return keys().deleteMany(lte("expiresAt", clock.instant())).map(d -> d.getDeletedCount());
  }

  private Uni<IdempotencyKey> claim(IdempotencyKey key) {
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
                // Expired and not purged yet: free it and claim it.
                return keys()
                    .deleteOne(and(eq("_id", wanted.key), lte("expiresAt", clock.instant())))
                    .chain(() -> claim(wanted));
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

  private static ReactiveMongoCollection<IdempotencyKey> keys() {
    return IdempotencyKey.mongoCollection();
  }
}
