package dev.sluice.job.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.fields.JsonFields;
import dev.sluice.http.JsonBody;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Requirements;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmissionReaderTest {
  private final TestClock clock = new TestClock();
  private final FakeFiles files = new FakeFiles("file-1");
  private final SubmissionReader reader =
      new SubmissionReader(
          new Operations(List.of(new ExecOperation())), files, Settings.of(JobConfig.class), clock);

  @Test
  void read_noOptions_usesDefaults() {
    Job job = read("{\"operation\": \"exec\", \"command\": \"true\"}");

    assertThat(job.status).isEqualTo(JobStatus.SUBMITTED);
    assertThat(job.requirements).isEqualTo(new Requirements(1, 256, Map.of()));
    assertThat(job.priority).isEqualTo(5);
    assertThat(job.timeoutMs).isEqualTo(300_000);
    assertThat(job.maxRetries).isEqualTo(3);
    assertThat(job.retryOnExit).isFalse();
    assertThat(job.notBefore).isNull();
    assertThat(job.tags).isEmpty();
    assertThat(job.metadata).isEqualTo("{}");
    assertThat(job.createdAt).isEqualTo(TestClock.START);
    assertThat(job.queuedAt).isNull();
    assertThat(job.expiresAt).isEqualTo(TestClock.START.plus(Duration.ofHours(24)));
    assertThat(job.id).matches("job-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f-]{17}");
  }

  @Test
  void read_everyField_isKept() {
    Job job =
        read(
            """
            {"operation": "exec", "command": ["make", "-j2"], "env": {"A": "b"}, "work_dir": "sub",
             "secrets": ["s"], "requirements": {"cpu": 0.5, "ram_mb": 64, "labels": {"os": "linux"}},
             "priority": 9, "timeout_ms": 1, "max_retries": 0, "retry_on_exit": true,
             "not_before": "2026-03-01T13:00:00Z", "tags": ["x"], "metadata": {"k": [1, null]},
             "file_id": null, "start": false}\
            """);

    assertThat(job.requirements).isEqualTo(new Requirements(0.5, 64, Map.of("os", "linux")));
    assertThat(job.priority).isEqualTo(9);
    assertThat(job.timeoutMs).isEqualTo(1);
    assertThat(job.maxRetries).isZero();
    assertThat(job.retryOnExit).isTrue();
    assertThat(job.notBefore).isEqualTo(TestClock.START.plus(Duration.ofHours(1)));
    assertThat(job.tags).containsExactly("x");
    assertThat(job.metadata).isEqualTo("{\"k\":[1,null]}");
    assertThat(job.payload)
        .isEqualTo(
            "{\"command\":[\"make\",\"-j2\"],\"env\":{\"A\":\"b\"},\"work_dir\":\"sub\","
                + "\"secrets\":[\"s\"]}");
  }

  @Test
  void read_files_areOfTheJobAndNotOfThePayload() {
    Job job =
        read(
            "{\"operation\": \"exec\", \"command\": \"x\", \"file_id\": \"file-1\","
                + " \"collect\": [\"out/**\"]}");

    assertThat(job.fileId).isEqualTo("file-1");
    assertThat(job.collect).containsExactly("out/**");
    assertThat(job.payload).doesNotContain("file-1");
    assertThat(job.view().fileId()).isEqualTo("file-1");
    assertThat(job.view().collect()).containsExactly("out/**");
  }

  @Test
  void resolve_unknownFile_namesTheField() {
    List<FieldError> errors =
        errors("{\"operation\": \"exec\", \"command\": \"x\", \"file_id\": \"file-2\"}");

    assertThat(errors)
        .containsExactly(
            new FieldError("file_id", "unknown_file", "is unknown: there is no file file-2"));
  }

  @Test
  void read_collectTrueOrNot_isEverythingOrNothing() {
    String start = "{\"operation\": \"exec\", \"command\": \"x\", \"collect\": ";

    assertThat(read(start + "true}").collect).containsExactly("**");
    assertThat(read(start + "false}").usesFiles()).isFalse();
    assertThat(read(start + "[]}").usesFiles()).isFalse();
    assertThat(errors(start + "7}")).extracting(FieldError::field).containsExactly("collect");
  }

  @Test
  void read_start_isQueuedWithoutExpiry() {
    Job job = read("{\"operation\": \"exec\", \"command\": \"true\", \"start\": true}");

    assertThat(job.status).isEqualTo(JobStatus.QUEUED);
    assertThat(job.queuedAt).isEqualTo(TestClock.START);
    assertThat(job.expiresAt).isNull();
  }

  @Test
  void read_severalMistakes_namesEach() {
    List<FieldError> errors =
        errors(
            """
            {"operation": "exec", "command": "", "env": {"1A": "x", "B": 2}, "work_dir": "../x",
             "secrets": [""], "file_id": "a/b", "collect": ["ok", "[x"], "requirements": {"cpu": 0, "ram_mb": 0, "gpu": 1,
             "labels": {"os": 1}}, "priority": 10, "timeout_ms": -1, "max_retries": 101,
             "retry_on_exit": 1, "not_before": "soon", "tags": "x", "metadata": [], "start": "no",
             "comand": "typo"}\
            """);

    assertThat(errors)
        .extracting(FieldError::field)
        .containsExactlyInAnyOrder(
            "command",
            "env.1A",
            "env.B",
            "work_dir",
            "secrets[0]",
            "file_id",
            "collect[1]",
            "requirements.cpu",
            "requirements.ram_mb",
            "requirements.gpu",
            "requirements.labels.os",
            "priority",
            "timeout_ms",
            "max_retries",
            "retry_on_exit",
            "not_before",
            "tags",
            "metadata",
            "start",
            "comand");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                             | operation | required
          {"operation": "exce"}                          | operation | unknown_operation
          {"operation": 5}                               | operation | wrong_type
          {"operation": "exec"}                          | command   | required
          {"operation": "exec", "command": {}}           | command   | wrong_type
          {"operation": "exec", "command": []}           | command   | empty
          {"operation": "exec", "command": [""]}         | command   | empty
          {"operation": "exec", "command": ["a", 1]}     | command[1] | wrong_type
          {"operation": "exec", "command": " "}          | command   | empty
          {"operation": "exec", "command": "a", "work_dir": "/x"} | work_dir | outside
          {"operation": "exec", "command": "a", "work_dir": "a/../b"} | work_dir | outside
          {"operation": "exec", "command": "a", "timeout_ms": 604800001} | timeout_ms | out_of_range
          """)
  void read_mistake_namesFieldAndReason(String body, String field, String code) {
    List<FieldError> errors = errors(body);

    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).field()).isEqualTo(field);
    assertThat(errors.get(0).code()).isEqualTo(code);
  }

  @Test
  void read_unknownOperation_listsKnown() {
    assertThat(errors("{\"operation\": \"nope\", \"whatever\": 1}"))
        .singleElement()
        .satisfies(error -> assertThat(error.message()).contains("exec"));
  }

  @Test
  void read_longMetadata_isRefused() {
    String body =
        "{\"operation\": \"exec\", \"command\": \"a\", \"metadata\": {\"k\": \""
            + "x".repeat(65_536)
            + "\"}}";

    assertThat(errors(body)).extracting(FieldError::code).containsExactly("too_long");
  }

  @Test
  void read_metadataOfTheLargestSize_isTaken() {
    String metadata = "{\"k\":\"" + "x".repeat(65_536 - 8) + "\"}";

    Job job = read("{\"operation\": \"exec\", \"command\": \"a\", \"metadata\": " + metadata + "}");

    assertThat(job.metadata).isEqualTo(metadata).hasSize(65_536);
  }

  @Test
  void read_stdinAsText_isKeptAsText() {
    Job job = read("{\"operation\": \"exec\", \"command\": \"cat\", \"stdin\": \"a\\n\"}");

    assertThat(job.payload).contains("\"stdin\":\"a\\n\"").doesNotContain("stdin_base64");
  }

  @Test
  void read_stdinAsBytes_isKeptAsBase64() {
    Job job = read("{\"operation\": \"exec\", \"command\": \"cat\", \"stdin_base64\": \"/wA=\"}");

    assertThat(job.payload).contains("\"stdin_base64\":\"/wA=\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "stdin": "a", "stdin_base64": "YQ==" | stdin_base64 | conflict
          "stdin_base64": "*"                  | stdin_base64 | invalid_value
          """)
  void read_wrongStdin_namesFieldAndReason(String input, String field, String code) {
    assertThat(errors("{\"operation\": \"exec\", \"command\": \"cat\", " + input + "}"))
        .extracting(FieldError::field, FieldError::code)
        .containsExactly(tuple(field, code));
  }

  @Test
  void read_stdinOfExactlyTheMostBytes_isAccepted() {
    byte[] most = new byte[ExecInput.MAX_BYTES];

    Job text = read(withStdin("stdin", "x".repeat(most.length)));
    Job bytes = read(withStdin("stdin_base64", Base64.getEncoder().encodeToString(most)));

    assertThat(text.payload).contains("stdin");
    assertThat(bytes.payload).contains("stdin_base64");
  }

  @Test
  void read_stdinOfMoreBytes_isRefused() {
    byte[] tooMany = new byte[ExecInput.MAX_BYTES + 1];

    assertThat(errors(withStdin("stdin", "x".repeat(tooMany.length))))
        .extracting(FieldError::code)
        .containsExactly("too_long");
    assertThat(errors(withStdin("stdin_base64", Base64.getEncoder().encodeToString(tooMany))))
        .extracting(FieldError::code)
        .containsExactly("too_long");
  }

  private static String withStdin(String field, String value) {
    return "{\"operation\": \"exec\", \"command\": \"cat\", \"%s\": \"%s\"}"
        .formatted(field, value);
  }

  @Test
  void newId_sortsByTime() {
    String first = read("{\"operation\": \"exec\", \"command\": \"a\"}").id;
    String second = read("{\"operation\": \"exec\", \"command\": \"a\"}").id;

    assertThat(first).isLessThan(second);
  }

  private Job read(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return reader.read(new JsonFields(JsonBody.object(bytes))).resolve().await().indefinitely();
  }

  private List<FieldError> errors(String body) {
    ProblemException problem = catchThrowableOfType(ProblemException.class, () -> read(body));
    return Objects.requireNonNull(problem.problem().errors());
  }
}
