package dev.sluice.job.submit;

import static dev.sluice.http.Refusals.assertRefused;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.model.Filters;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.store.PlainStore;
import dev.sluice.time.Settings;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Problem;
import dev.sluice.wire.job.BatchAnswer;
import dev.sluice.wire.job.BatchResult;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(PlainStore.class)
class SubmitBatchContractTest {
  private static final String GOOD = "{\"operation\":\"exec\",\"command\":\"true\"}";
  private static final String BAD = "{\"operation\":\"exec\",\"priority\":11}";
  private static final String STARTED =
      "{\"operation\":\"exec\",\"command\":\"true\",\"start\":true}";

  @Inject Jobs jobs;
  @Inject IdempotencyKeys keys;
  @Inject SubmitBatch batch;

  private final String key = UUID.randomUUID().toString();

  @Test
  void submit_entries_equalSingleSubmissions() {
    List<BatchResult> results = post(null, GOOD, STARTED);

    assertThat(results)
        .extracting(each -> accepted(each).status())
        .containsExactly("SUBMITTED", "QUEUED");
    Job first = Objects.requireNonNull(result(jobs.find(ids(results).get(0))));
    assertThat(first.payload).contains("\"command\":\"true\"");
    assertThat(stored(ids(results))).isEqualTo(2);
  }

  @Test
  void submit_thousandEntries_areStored() {
    List<String> ids = ids(post(null, Collections.nCopies(1_000, GOOD).toArray(String[]::new)));

    assertThat(ids).doesNotHaveDuplicates().hasSize(1_000);
    assertThat(stored(ids)).isEqualTo(1_000);
  }

  @Test
  void submit_newJobs_arePublished() {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    Runnable stop = jobs.changes().project(change -> told.add(change.job().id));

    List<BatchResult> results = post(null, GOOD, BAD, GOOD);

    assertThat(told)
        .containsExactly(accepted(results.get(0)).jobId(), accepted(results.get(2)).jobId());
    stop.run();
  }

  @Test
  void submit_badEntry_isProblemAndOthersAreStored() {
    List<BatchResult> results =
        post(null, GOOD, BAD, "7", "{\"operation\":\"exec\",\"command\":\"\\ud800\"}", GOOD);

    assertThat(results)
        .extracting(BatchResult::httpStatus)
        .containsExactly(201, 400, 400, 400, 201);
    assertThat(((BatchResult.Refused) results.get(1)).code()).isEqualTo("invalid_request");
    assertThat(fields(results.get(1))).containsExactly("jobs[1].priority", "jobs[1].command");
    assertThat(fields(results.get(2))).containsExactly("jobs[2]");
    assertThat(fields(results.get(3))).containsExactly("jobs[3].command");
    assertThat(stored(List.of(accepted(results.get(0)).jobId(), accepted(results.get(4)).jobId())))
        .isEqualTo(2);
  }

  @Test
  void submit_onlyBadEntries_storesNothingAndKeepsKeyFree() {
    assertThat(post(key, BAD)).extracting(BatchResult::httpStatus).containsExactly(400);

    assertThat(post(key, GOOD)).extracting(BatchResult::httpStatus).containsExactly(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                      | jobs  | required
          {"jobs":{}}             | jobs  | wrong_type
          {"jobs":[]}             | jobs  | empty
          {"jobs":[7],"start":true}| start | unknown_field
          """)
  void submit_bodyWithoutList_isRefused(String body, String field, String code) {
    assertThat(refusal(body.getBytes(StandardCharsets.UTF_8)))
        .extracting(FieldError::field, FieldError::code)
        .containsExactly(tuple(field, code));
  }

  @Test
  void submit_thousandAndOne_isRefused() {
    assertThat(refusal(body(Collections.nCopies(1_001, GOOD).toArray(String[]::new))))
        .extracting(FieldError::field, FieldError::code)
        .containsExactly(tuple("jobs", "too_many"));
  }

  @Test
  void submit_invalidKey_isRefused() {
    assertRefused("invalid_key", () -> batch.submit(body(GOOD), "a b"));
    assertRefused("invalid_key", () -> batch.submit(body(BAD), "a b"));
  }

  @Test
  void submit_largeEntry_isItsProblem() {
    List<BatchResult> results = post(null, GOOD, withCommands(20));

    assertThat(results).extracting(BatchResult::httpStatus).containsExactly(201, 413);
    assertThat(((BatchResult.Refused) results.get(1)).code()).isEqualTo("body_too_large");
  }

  @Test
  void submit_entriesOfTheLimitAndOneByteMore_areStoredAndRefused() {
    String limit = String.valueOf(GOOD.length());
    JobConfig tight = Settings.of(JobConfig.class, Map.of("sluice.job.max-body", limit));
    SubmissionReader reader =
        new SubmissionReader(ExecOnly.operations(), new FakeFiles(), tight, Clock.systemUTC());
    SubmitBatch tightBatch = new SubmitBatch(reader, keys, jobs, tight);

    List<BatchResult> results =
        result(tightBatch.submit(body(GOOD, GOOD.replace("true", "false")), null)).results();

    assertThat(results).extracting(BatchResult::httpStatus).containsExactly(201, 413);
  }

  @Test
  void submit_manyEntriesThatAreLargeTogether_areStored() {
    List<BatchResult> results = post(null, withCommands(6), withCommands(6));

    assertThat(results).extracting(BatchResult::httpStatus).containsExactly(201, 201);
  }

  @Test
  void submit_sameKey_returnsSameJobs() {
    List<BatchResult> first = post(key, GOOD, BAD, GOOD);

    assertThat(post(key, GOOD, BAD, GOOD)).isEqualTo(first);
  }

  @Test
  void submit_sameKeyOtherBody_isRefused() {
    post(key, GOOD);

    assertRefused("idempotency_key_reused", () -> batch.submit(body(GOOD, GOOD), key));
  }

  @Test
  void submit_afterInterruption_completesSameIds() {
    List<String> first = ids(post(key, GOOD, GOOD, GOOD));
    result(Job.mongoCollection().deleteMany(Filters.in("_id", first.get(0), first.get(2))));
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    Runnable stop = jobs.changes().project(change -> told.add(change.job().id));

    List<String> second = ids(post(key, GOOD, GOOD, GOOD));

    assertThat(second).isEqualTo(first);
    assertThat(stored(first)).isEqualTo(3);
    assertThat(told).containsExactly(first.get(0), first.get(2));
    stop.run();
  }

  @Test
  void submit_repeated_keepsProgressOfJobs() {
    String id = ids(post(key, GOOD)).get(0);
    Job submitted = Objects.requireNonNull(result(jobs.find(id)));
    result(jobs.cancelUnfetched(submitted, EndReason.CANCELLED));

    assertThat(ids(post(key, GOOD))).containsExactly(id);

    assertThat(Objects.requireNonNull(result(jobs.find(id))).status).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void submit_unresolvedEntry_isItsProblem() {
    LookUp lookUp = new LookUp();
    lookUp.there = false;

    List<BatchResult> results = submit(lookUp, null).results();

    assertThat(results).extracting(BatchResult::httpStatus).containsExactly(404, 404);
    assertThat(fields(results.get(1))).containsExactly("jobs[1].what");
  }

  @Test
  void submit_repeatedAfterTaskIsGone_returnsFirstAnswer() {
    LookUp lookUp = new LookUp();
    BatchAnswer first = submit(lookUp, key);
    lookUp.there = false;

    BatchAnswer second = submit(lookUp, key);

    assertThat(second).isEqualTo(first);
    assertThat(first.results()).hasOnlyElementsOfType(BatchResult.Accepted.class);
  }

  /** An operation whose submission names something that is there or not. */
  private static final class LookUp implements Operation {
    boolean there = true;

    @Override
    public String name() {
      return "look_up";
    }

    @Override
    public ObjectNode readPayload(JsonFields fields) {
      return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public Uni<ObjectNode> resolve(Job job, ObjectNode payload) {
      FieldError error = new FieldError("what", "not_found", "is not there");
      return there
          ? Uni.createFrom().item(payload)
          : Uni.createFrom()
              .failure(
                  new ProblemException(
                      new Problem("Not Found", 404, "not_found", null, List.of(error))));
    }
  }

  private BatchAnswer submit(LookUp operation, @Nullable String key) {
    Operations operations = new Operations(List.of(operation));
    JobConfig config = Settings.of(JobConfig.class);
    SubmissionReader reader =
        new SubmissionReader(operations, new FakeFiles(), config, Clock.systemUTC());
    byte[] body = body("{\"operation\":\"look_up\"}", "{\"operation\":\"look_up\"}");
    return result(new SubmitBatch(reader, keys, jobs, config).submit(body, key));
  }

  private List<BatchResult> post(@Nullable String key, String... entries) {
    return result(batch.submit(body(entries), key)).results();
  }

  /** The mistakes in a body that is refused as a whole. */
  private List<FieldError> refusal(byte[] body) {
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> result(batch.submit(body, null)));
    assertThat(refused.problem().status()).isEqualTo(400);
    return Objects.requireNonNull(refused.problem().errors());
  }

  private static BatchResult.Accepted accepted(BatchResult result) {
    return (BatchResult.Accepted) result;
  }

  private static List<String> ids(List<BatchResult> results) {
    return results.stream().map(each -> accepted(each).jobId()).toList();
  }

  private static List<String> fields(BatchResult refused) {
    return Objects.requireNonNull(((BatchResult.Refused) refused).errors()).stream()
        .map(FieldError::field)
        .toList();
  }

  private static byte[] body(String... entries) {
    return ("{\"jobs\":[" + String.join(",", entries) + "]}").getBytes(StandardCharsets.UTF_8);
  }

  /** An entry of more than that many times 100 kB. */
  private static String withCommands(int times) {
    String word = '"' + "x".repeat(100_000) + '"';
    List<String> words = IntStream.range(0, times).mapToObj(i -> word).toList();
    return "{\"operation\":\"exec\",\"command\":[" + String.join(",", words) + "]}";
  }

  private static long stored(List<String> ids) {
    return result(Job.mongoCollection().countDocuments(Filters.in("_id", ids)));
  }
}
