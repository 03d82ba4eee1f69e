package dev.sluice.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.Fields;
import dev.sluice.http.JsonBody;
import dev.sluice.http.ProblemException;
import dev.sluice.wire.BatchAnswer;
import dev.sluice.wire.BatchResult;
import dev.sluice.wire.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes many submissions in with one write. An entry that is wrong is answered with its problem and
 * keeps no other from being stored.
 */
@Singleton
final class Batch {
  static final int MAX_JOBS = 1_000;

  private final Submission submission;
  private final IdempotencyKeys keys;
  private final Jobs jobs;
  private final JobConfig config;

  Batch(Submission submission, IdempotencyKeys keys, Jobs jobs, JobConfig config) {
    this.submission = submission;
    this.keys = keys;
    this.jobs = jobs;
    this.config = config;
  }

  /** An entry: a job to be stored, or why there is none. */
  private record Entry(@Nullable Job job, @Nullable Problem problem) {
    BatchResult result() {
      return job == null
          ? BatchResult.Refused.of(Objects.requireNonNull(problem))
          : BatchResult.Accepted.of(Submissions.accepted(job));
    }
  }

  /**
   * @throws ProblemException 400 when the body is no list of 1 to {@value #MAX_JOBS} entries
   */
  Uni<BatchAnswer> submit(byte @Nullable [] body, @Nullable String idempotencyKey) {
    JsonNode list = list(JsonBody.parsed(body));
    boolean mayBeTooLarge = body != null && body.length > config.maxBody();
    List<Entry> entries = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      entries.add(entry("jobs[" + i + "]", list.get(i), mayBeTooLarge));
    }
    if (idempotencyKey == null || body == null || jobsOf(entries).findAny().isEmpty()) {
      return store(entries);
    }
    // An id for every entry, the refused ones too: a repeated call finds each by its place.
    List<String> ids = Stream.generate(Submission::newId).limit(entries.size()).toList();
    return keys.claim(idempotencyKey, body, ids)
        .chain(
            claimed -> {
              name(entries, claimed);
              return store(entries);
            });
  }

  private static JsonNode list(ObjectNode body) {
    Fields fields = new Fields(body);
    JsonNode list = fields.any("jobs");
    if (list == null) {
      fields.reject("jobs", "required", "must be an array of submissions");
    } else if (!list.isArray()) {
      fields.reject("jobs", "wrong_type", "must be an array of submissions");
    } else if (list.isEmpty()) {
      fields.reject("jobs", "empty", "must hold at least one submission");
    } else if (list.size() > MAX_JOBS) {
      fields.reject("jobs", "too_many", "may have " + MAX_JOBS + " items, has " + list.size());
    }
    fields.finish();
    return Objects.requireNonNull(list);
  }

  private Entry entry(String path, JsonNode node, boolean mayBeTooLarge) {
    try {
      if (!(node instanceof ObjectNode object)) {
        throw ProblemException.invalid(path, "wrong_type", "must be a JSON object");
      }
      if (mayBeTooLarge && StoredJson.bytes(object) > config.maxBody()) {
        throw ProblemException.of(
            413, "body_too_large", path + " may have " + config.maxBody() + " bytes");
      }
      JsonBody.checkStorable(object, path);
      return new Entry(submission.read(new Fields(object, path)), null);
    } catch (ProblemException e) {
      return new Entry(null, e.problem());
    }
  }

  private static void name(List<Entry> entries, List<String> ids) {
    for (int i = 0; i < entries.size(); i++) {
      Job job = entries.get(i).job();
      if (job != null) {
        job.id = ids.get(i);
      }
    }
  }

  private Uni<BatchAnswer> store(List<Entry> entries) {
    List<Job> all = jobsOf(entries).toList();
    Uni<Void> stored = all.isEmpty() ? Uni.createFrom().voidItem() : jobs.submitAll(all);
    return stored.replaceWith(() -> new BatchAnswer(entries.stream().map(Entry::result).toList()));
  }

  private static Stream<Job> jobsOf(List<Entry> entries) {
    return entries.stream().map(Entry::job).filter(Objects::nonNull).map(Objects::requireNonNull);
  }
}
