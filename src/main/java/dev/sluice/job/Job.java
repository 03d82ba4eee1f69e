package dev.sluice.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.attempt.Lease;
import dev.sluice.job.attempt.Result;
import dev.sluice.store.Documents;
import dev.sluice.store.StoredJson;
import dev.sluice.text.JsonMask;
import dev.sluice.wire.Requirements;
import dev.sluice.wire.job.JobResult;
import dev.sluice.wire.job.JobView;
import dev.sluice.wire.output.OutputTotals;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.codecs.pojo.annotations.BsonId;
import org.jspecify.annotations.Nullable;

/**
 * A job as stored in the {@code jobs} collection, one document each. Only {@link Jobs} writes it.
 */
@MongoEntity(collection = "jobs")
public class Job extends ReactivePanacheMongoEntityBase {
  /** The longest payload, and the longest output of a result, in a list; characters of JSON. */
  static final int LISTED_LENGTH = 16 << 10;

  @BsonId public String id = "";
  public JobStatus status = JobStatus.SUBMITTED;

  /** Counts the writes, which tells the newer of two copies in memory. */
  public long revision;

  public String operation = "";

  /**
   * The operation's own fields as JSON text: clients get them back exactly as submitted, and no
   * field name has a meaning for the database.
   */
  public String payload = "{}";

  public String metadata = "{}";

  /**
   * Digest of the content of a task that the job runs; absent for another operation. Jobs of
   * earlier versions have it in their payload only.
   */
  public @Nullable String bundle;

  /** The file that the job works on; absent without one. */
  public @Nullable String fileId;

  public Requirements requirements = Requirements.DEFAULT;
  public int priority;

  /** Of each attempt; 0 for no limit. */
  public long timeoutMs;

  public int maxRetries;
  public boolean retryOnExit;

  /** Whether no attempt may follow one that a worker has fetched. */
  public boolean runsOnce;

  /**
   * Whether no attempt may follow one that has printed: its readers have seen the start of an
   * answer that another attempt would word differently.
   */
  public boolean printsOnce;

  /** Whether a process is to be started for it when none serves its model. */
  public boolean spawns;

  /** Globs of the files that are uploaded after its command; absent for none. */
  public @Nullable List<String> collect;

  public @Nullable Instant notBefore;
  public List<String> tags = List.of();

  public List<Attempt> attempts = List.of();

  /** The lease of the held attempt; absent without one. */
  public @Nullable Lease lease;

  /** Worker of the current or last attempt; stored beside the attempts for queries. */
  public @Nullable String workerId;

  public boolean cancelRequested;

  /**
   * Number of attempts when a client last retried the job; absent if none did. These attempts no
   * longer count for decisions about later ones.
   */
  public @Nullable Integer retriedAfter;

  /** How often clients have retried the job. */
  public int retries;

  public @Nullable EndReason reason;
  public @Nullable Result result;
  public OutputTotals output = OutputTotals.NONE;

  public Instant createdAt = Instant.EPOCH;
  public @Nullable Instant queuedAt;

  /** Before this time the next attempt is not assigned; absent when it need not wait. */
  public @Nullable Instant retryAt;

  public @Nullable Instant assignedAt;
  public @Nullable Instant startedAt;
  public @Nullable Instant completedAt;

  /** When an unopened job is cancelled, or a finished one purged. */
  public @Nullable Instant expiresAt;

  /** Number of the current or last attempt; 0 before the first. */
  public int attemptNumber() {
    return attempts.size();
  }

  /** The current or last attempt. */
  public Optional<Attempt> lastAttempt() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
  }

  /** The attempts that count for the next decision: those since a client last retried the job. */
  List<Attempt> countedAttempts() {
    return retriedAfter == null ? attempts : attempts.subList(retriedAfter, attempts.size());
  }

  /** Whether it was retried by a client and has had no attempt since. */
  public boolean isRetriedWithoutAttempt() {
    return retriedAfter != null && retriedAfter == attemptNumber();
  }

  /** Whether {@code token} is the lease of the held attempt. */
  public boolean isHeldUnder(int attempt, String token) {
    return lease != null && attempt == attemptNumber() && lease.token().equals(token);
  }

  /** Whether it is held under the same lease as an earlier copy. */
  boolean isHeldLike(Job earlier) {
    return lease != null
        && earlier.lease != null
        && lease.token().equals(earlier.lease.token())
        && status == earlier.status;
  }

  /** Before this time it is not assigned; empty when it may be at once. */
  public Optional<Instant> notAssignedBefore() {
    return Stream.of(notBefore, retryAt).filter(Objects::nonNull).max(Comparator.naturalOrder());
  }

  /** Since when it waits: since it was first queued, or since its last attempt ended. */
  public @Nullable Instant waitingSince() {
    Instant ended =
        attempts.stream()
            .map(Attempt::endedAt)
            .filter(Objects::nonNull)
            .reduce((first, last) -> last)
            .orElse(null);
    return ended == null || (queuedAt != null && queuedAt.isAfter(ended)) ? queuedAt : ended;
  }

  /** Whether its worker has to fetch or upload files. */
  public boolean usesFiles() {
    return fileId != null || collect != null;
  }

  /** Path of its stream. */
  public String streamPath() {
    return "/v1/jobs/" + id + "/stream";
  }

  /** The view of clients: without leases, and with secrets masked. */
  public JobView view() {
    return view(Integer.MAX_VALUE);
  }

  /** The view in lists: without a payload or a result's output that is longer than some KiB. */
  public JobView listed() {
    return view(LISTED_LENGTH);
  }

  private JobView view(int longest) {
    JsonNode sent = StoredJson.node(payload);
    JsonMask mask = Secrets.mask(sent);
    return new JobView(
        id,
        status.name(),
        operation,
        payload.length() > longest ? null : mask.maskStrings(sent),
        requirements,
        priority,
        timeoutMs,
        maxRetries,
        retryOnExit,
        fileId,
        collect,
        notBefore,
        retryAt,
        tags.stream().map(mask::mask).toList(),
        StoredJson.map(mask.mask(StoredJson.node(metadata))),
        streamPath(),
        attemptNumber(),
        workerId,
        cancelRequested,
        reason == null ? null : reason.name(),
        result == null ? null : result.view(mask, longest),
        createdAt,
        queuedAt,
        assignedAt,
        startedAt,
        completedAt,
        output);
  }

  /**
   * The result for clients, with secrets masked; workers mask it too, but may be of any version.
   */
  public Optional<JobResult> resultView() {
    return Optional.ofNullable(result)
        .map(ended -> ended.view(Secrets.mask(StoredJson.node(payload)), Integer.MAX_VALUE));
  }

  /** Its collection. */
  public static ReactiveMongoCollection<Job> mongoCollection() {
    return Documents.of(Job.class);
  }
}
