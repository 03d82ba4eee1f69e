package dev.sluice.transfer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.job.Job;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.text.Tokens;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.job.AttemptView.LateResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The attempts in the line of a job: those that have ended, without their tokens. */
final class AttemptLine {
  private static final String ATTEMPTS = "attempts";
  private static final int MOST = 10_000;

  private AttemptLine() {}

  static void writeAll(Job job, ObjectNode line) {
    ArrayNode attempts = line.putArray(ATTEMPTS);
    job.attempts.stream()
        .filter(Attempt::hasEnded)
        .forEach(attempt -> write(attempt, attempts.addObject()));
  }

  private static void write(Attempt attempt, ObjectNode line) {
    line.put("number", attempt.number()).put("worker_id", attempt.workerId());
    JobLineWriter.put(line, "assigned_at", attempt.assignedAt());
    JobLineWriter.put(line, "started_at", attempt.startedAt());
    JobLineWriter.put(line, "ended_at", attempt.endedAt());
    JobLineWriter.put(line, "outcome", attempt.outcome());
    JobLineWriter.put(line, "reason", attempt.reason());
    JobLineWriter.put(line, "exit_code", attempt.exitCode());
    JobLineWriter.put(line, "chunks", attempt.chunks());
    JobLineWriter.put(line, "bytes", attempt.bytes());
    JobLineWriter.put(line, "truncated", attempt.truncated());
    LateResult late = attempt.late();
    if (late != null) {
      ObjectNode evidence = line.putObject("late_result").put("outcome", late.outcome().name());
      JobLineWriter.put(evidence, "exit_code", late.exitCode());
      JobLineWriter.put(evidence, "at", late.at());
    }
  }

  /** An attempt that has not ended is left out: no worker holds it here. */
  static List<Attempt> readAll(JsonFields fields) {
    List<Attempt> attempts = new ArrayList<>();
    int number = 1;
    for (JsonFields each : fields.objects(ATTEMPTS, MOST)) {
      Attempt attempt = read(each, number++);
      if (attempt.hasEnded()) {
        attempts.add(attempt);
      }
    }
    if (!attempts.isEmpty() && attempts.get(attempts.size() - 1).number() != attempts.size()) {
      fields.reject(ATTEMPTS, "not_ended", "must all have an end, except the last one");
    }
    return List.copyOf(attempts);
  }

  private static Attempt read(JsonFields fields, int number) {
    Long given = fields.integer("number", 1, MOST);
    if (given == null || given != number) {
      fields.rejectUnlessRejected("number", "out_of_order", "must be " + number);
    }
    String worker = fields.requiredString("worker_id", 128, "must be the id of a worker");
    Instant assigned = fields.instant("assigned_at");
    if (assigned == null) {
      fields.rejectUnlessRejected("assigned_at", "required", "must be a time");
    }
    return new Attempt(
        number,
        Tokens.next(),
        String.valueOf(worker),
        Objects.requireNonNullElse(assigned, Instant.EPOCH),
        fields.instant("started_at"),
        fields.instant("ended_at"),
        Enums.optional(fields, "outcome", Outcome.class),
        Enums.optional(fields, "reason", EndReason.class),
        exitCode(fields),
        fields.integer("chunks", 0, Long.MAX_VALUE),
        fields.integer("bytes", 0, Long.MAX_VALUE),
        fields.bool("truncated"),
        late(fields.object("late_result")));
  }

  private static @Nullable Integer exitCode(JsonFields fields) {
    Long code = fields.integer("exit_code", Integer.MIN_VALUE, Integer.MAX_VALUE);
    return code == null ? null : code.intValue();
  }

  private static @Nullable LateResult late(@Nullable JsonFields fields) {
    if (fields == null) {
      return null;
    }
    Outcome outcome = Enums.required(fields, "outcome", Outcome.class, Outcome.FAILED);
    Instant at = fields.instant("at");
    if (at == null) {
      fields.rejectUnlessRejected("at", "required", "must be a time");
    }
    return new LateResult(outcome, exitCode(fields), Objects.requireNonNullElse(at, Instant.EPOCH));
  }
}
