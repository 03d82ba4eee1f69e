package dev.sluice.job;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.size;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.attempt.Lease;
import dev.sluice.job.attempt.Result;
import dev.sluice.store.StoredJson;
import dev.sluice.text.JsonMask;
import dev.sluice.wire.output.OutputTotals;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.conversions.Bson;

/** The filters and updates of {@link Jobs}: which fields of the document each change sets. */
final class JobUpdates {
  private final Clock clock;
  private final Duration retention;

  /**
   * @param retention how long a finished job is kept
   */
  JobUpdates(Clock clock, Duration retention) {
    this.clock = clock;
    this.retention = retention;
  }

  Bson opened() {
    return combine(set("queuedAt", clock.instant()), unset("expiresAt"));
  }

  Bson started(Job job) {
    Instant now = clock.instant();
    return combine(set("startedAt", now), set(ofLastAttempt(job, "startedAt"), now));
  }

  static Bson moved(JobStatus to, Bson... updates) {
    return combine(set("status", to), inc("revision", 1L), combine(updates));
  }

  static Bson assignable(Placement placement) {
    return and(eq("_id", placement.jobId()), size("attempts", placement.attempt() - 1));
  }

  Bson assignment(Placement placement) {
    Instant now = clock.instant();
    Lease lease = placement.lease();
    Instant started = placement.handedOut() ? now : null;
    return combine(
        set("lease", lease),
        set("workerId", lease.workerId()),
        set("assignedAt", now),
        unset("retryAt"),
        started == null ? combine() : set("startedAt", started),
        push("attempts", Attempt.assigned(placement.attempt(), lease, now, started)));
  }

  static Bson heldUnder(Job job) {
    String token = job.lease == null ? "" : job.lease.token();
    return and(eq("_id", job.id), eq("lease.token", token));
  }

  static Bson unchanged(Job job) {
    return and(eq("_id", job.id), eq("revision", job.revision));
  }

  private static String ofLastAttempt(Job job, String field) {
    return "attempts." + (job.attemptNumber() - 1) + "." + field;
  }

  Bson attemptEnded(Job job, AttemptEnd end, EndReason reason, OutputTotals totals) {
    List<Bson> updates = new ArrayList<>();
    updates.add(unset("lease"));
    updates.add(set(ofLastAttempt(job, "endedAt"), clock.instant()));
    updates.add(set(ofLastAttempt(job, "outcome"), end.reason().outcome()));
    updates.add(set(ofLastAttempt(job, "reason"), reason));
    if (end.exitCode() != null) {
      updates.add(set(ofLastAttempt(job, "exitCode"), end.exitCode()));
    }
    updates.add(set(ofLastAttempt(job, "chunks"), totals.chunks()));
    updates.add(set(ofLastAttempt(job, "bytes"), totals.bytes()));
    updates.add(set(ofLastAttempt(job, "truncated"), totals.truncated()));
    return combine(updates);
  }

  /**
   * For another attempt. The job keeps its place in the queue, which goes by the time when it was
   * first queued.
   */
  Bson queuedAgain(Duration delay) {
    return combine(
        delay.isZero() ? unset("retryAt") : set("retryAt", clock.instant().plus(delay)),
        unset("assignedAt"),
        unset("startedAt"));
  }

  /** Queues the job as if new, and clears every field about its end. */
  Bson retried(Job job) {
    return combine(
        queuedAgain(Duration.ZERO),
        set("queuedAt", clock.instant()),
        set("retriedAfter", job.attemptNumber()),
        inc("retries", 1),
        set("cancelRequested", false),
        set("output", OutputTotals.NONE),
        unset("reason"),
        unset("result"),
        unset("completedAt"),
        unset("expiresAt"));
  }

  /**
   * Masks the secrets of a job that no client can retry. Those of a FAILED or CANCELLED one stay
   * until it is purged.
   */
  static Bson secretsForgotten(Job job) {
    JsonNode sent = StoredJson.node(job.payload);
    JsonMask mask = Secrets.mask(sent);
    if (mask.masksNothing()) {
      return combine();
    }
    return combine(
        set("payload", StoredJson.text(mask.maskStrings(sent))),
        set("metadata", StoredJson.text(mask.mask(StoredJson.node(job.metadata)))),
        set("tags", job.tags.stream().map(mask::mask).toList()));
  }

  Bson over(AttemptEnd end, EndReason reason, OutputTotals totals) {
    Instant now = clock.instant();
    return combine(
        set("reason", reason),
        set("result", new Result(end.exitCode(), end.output(), end.error(), end.collected())),
        set("output", totals),
        set("completedAt", now),
        unset("retryAt"),
        set("expiresAt", now.plus(retention)));
  }
}
