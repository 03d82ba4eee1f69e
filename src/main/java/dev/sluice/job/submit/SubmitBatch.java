package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.JsonBody;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobLookup;
import dev.sluice.job.Jobs;
import dev.sluice.store.StoredJson;
import dev.sluice.time.Serial;
import dev.sluice.wire.job.BatchAnswer;
import dev.sluice.wire.job.BatchResult;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Submits a batch of jobs with one write. A wrong entry is answered with its problem and does not
 * affect the others.
 */
@Singleton
public final class SubmitBatch {
  static final int MAX_JOBS = 1_000;

  private final SubmissionReader reader;
  private final IdempotencyKeys keys;
  private final Jobs jobs;
  private final JobConfig config;

  SubmitBatch(SubmissionReader reader, IdempotencyKeys keys, Jobs jobs, JobConfig config) {
    this.reader = reader;
    this.keys = keys;
    this.jobs = jobs;
    this.config = config;
  }

  /** An entry: a job to store, or an answer that is already decided. */
  private record Entry(@Nullable Job job, @Nullable BatchResult answer) {
    static Entry refused(ProblemException e) {
      return new Entry(null, BatchResult.Refused.of(e.problem()));
    }

    BatchResult result() {
      return answer != null ? answer : accepted(Objects.requireNonNull(job));
    }
  }

  /**
   * @throws ProblemException 400 when the body is not a list of 1 to {@value #MAX_JOBS} entries, or
   *     the key is invalid
   */
  public Uni<BatchAnswer> submit(byte @Nullable [] body, @Nullable String idempotencyKey) {
    if (idempotencyKey != null) {
      IdempotencyKeys.check(idempotencyKey);
    }
    JsonNode list = list(JsonBody.parsed(body));
    boolean mayBeTooLarge = body != null && body.length > config.maxBody();
    List<Uni<Entry>> entries = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      entries.add(entry("jobs[" + i + "]", list.get(i), mayBeTooLarge));
    }
    Uni<List<Entry>> read = Serial.each(entries, entry -> entry);
    return idempotencyKey == null || body == null
        ? read.chain(this::store)
        : read.chain(all -> identify(all, idempotencyKey, body)).chain(this::store);
  }

  private static JsonNode list(ObjectNode body) {
    JsonFields fields = new JsonFields(body);
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
    fields.finish(ProblemException::invalid);
    return Objects.requireNonNull(list);
  }

  private Uni<Entry> entry(String path, JsonNode node, boolean mayBeTooLarge) {
    SubmissionReader.WellFormed read;
    try {
      read = reader.read(new JsonFields(object(path, node, mayBeTooLarge), path));
    } catch (ProblemException e) {
      return Uni.createFrom().item(Entry.refused(e));
    }
    return read.resolve()
        .map(resolved -> new Entry(resolved, null))
        .onFailure(ProblemException.class)
        .recoverWithItem(e -> Entry.refused(((ProblemException) e).within(path)));
  }

  private ObjectNode object(String path, JsonNode node, boolean mayBeTooLarge) {
    if (!(node instanceof ObjectNode object)) {
      throw ProblemException.invalid(path, "wrong_type", "must be a JSON object");
    }
    if (mayBeTooLarge && StoredJson.bytes(object) > config.maxBody()) {
      throw ProblemException.of(
          413, "body_too_large", path + " may have " + config.maxBody() + " bytes");
    }
    JsonBody.checkStorable(object, path);
    return object;
  }

  /**
   * Gives the jobs the ids that the key stands for: one id per entry, refused entries included, so
   * that a repeated call finds each job by its place. A batch without a job to store does not use
   * up the key.
   */
  private Uni<List<Entry>> identify(List<Entry> entries, String key, byte[] body) {
    List<String> own = Stream.generate(SubmissionReader::newId).limit(entries.size()).toList();
    boolean nothing = jobsOf(entries).findAny().isEmpty();
    Uni<List<String>> claimed = nothing ? keys.claimed(key, body) : keys.claim(key, body, own);
    return claimed.chain(
        ids -> {
          if (ids.isEmpty()) {
            return Uni.createFrom().item(entries);
          }
          for (int i = 0; i < entries.size(); i++) {
            Job job = entries.get(i).job();
            if (job != null) {
              job.id = ids.get(i);
            }
          }
          return ids.equals(own) ? Uni.createFrom().item(entries) : recall(entries, ids);
        });
  }

  /** A task that existed when the key was new may be gone by now; the first answer stands. */
  private Uni<List<Entry>> recall(List<Entry> entries, List<String> ids) {
    List<String> refused =
        IntStream.range(0, ids.size())
            .filter(i -> entries.get(i).job() == null)
            .mapToObj(ids::get)
            .toList();
    return JobLookup.all(refused)
        .map(
            found -> {
              Map<String, Job> stored = new HashMap<>();
              found.forEach(job -> stored.put(job.id, job));
              return IntStream.range(0, ids.size())
                  .mapToObj(i -> recalled(entries.get(i), stored.get(ids.get(i))))
                  .toList();
            });
  }

  private static Entry recalled(Entry entry, @Nullable Job stored) {
    return stored == null ? entry : new Entry(null, accepted(stored));
  }

  private Uni<BatchAnswer> store(List<Entry> entries) {
    List<Job> all = jobsOf(entries).toList();
    Uni<Void> stored = all.isEmpty() ? Uni.createFrom().voidItem() : jobs.submitAll(all);
    return stored.replaceWith(() -> new BatchAnswer(entries.stream().map(Entry::result).toList()));
  }

  private static BatchResult accepted(Job job) {
    return BatchResult.Accepted.of(SubmitJob.accepted(job));
  }

  private static Stream<Job> jobsOf(List<Entry> entries) {
    return entries.stream().map(Entry::job).filter(Objects::nonNull).map(Objects::requireNonNull);
  }
}
