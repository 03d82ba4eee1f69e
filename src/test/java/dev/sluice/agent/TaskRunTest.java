package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.bundle.form.BundleWriter;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.AttemptResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs {@code task_run} jobs: bundle, host, output, result. */
@Timeout(90)
@SuppressWarnings("NullAway") // a null would fail the test that it belongs to
class TaskRunTest extends AgentFixture {
  private static final String OUTPUT_SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"sum\":{\"type\":\"number\"}}}";

  private TaskBundle task(String script) throws IOException {
    Path directory = Files.createDirectories(workDir.resolve("task-source"));
    Files.writeString(directory.resolve("metadata.json"), "{\"name\":\"t\",\"version\":\"1.2.3\"}");
    Files.writeString(directory.resolve("main.js"), script);
    Files.writeString(directory.resolve("output.schema.json"), OUTPUT_SCHEMA);
    Report report = new BundleReader().readDirectory(directory);
    TaskBundle bundle = report.bundle();
    assertThat(bundle).as(report.errors().toString()).isNotNull();
    return bundle;
  }

  private static String path(TaskBundle task) {
    return "/v1/tasks/t/1.2.3/bundle?digest=" + task.digest().replace(":", "%3A");
  }

  private AttemptRef run(TaskBundle task, long timeoutMs, Consumer<ObjectNode> more) {
    server.offer(path(task), BundleWriter.zip(task));
    ObjectNode payload = JSON.createObjectNode();
    payload.put("task", "t").put("version", "1.2.3").put("digest", task.digest());
    payload.putObject("input").put("a", 1);
    more.accept(payload);
    Assignment assignment = assignment("task_run", payload, timeoutMs, 10_000);
    return server.assign(assignment);
  }

  private AttemptResult result(String script) throws IOException {
    return server.result(run(task(script), 60_000, payload -> {}));
  }

  private List<String> progress(AttemptRef ref) {
    return server.frames(ref).stream()
        .filter(frame -> frame.channel() == OutputChannel.PROGRESS)
        .map(OutputFrame::bytes)
        .map(bytes -> StandardCharsets.UTF_8.decode(bytes.duplicate()).toString())
        .toList();
  }

  @Test
  void register_agent_offersTaskRun() {
    server.await("registration", () -> !server.registrations.isEmpty());

    assertThat(server.registrations.get(0).capabilities()).contains("exec", "task_run");
  }

  @Test
  void run_script_sendsOutputProgressAndResult() throws IOException {
    AttemptRef ref =
        run(
            task(
                """
                (function (input, context) {
                  console.log('out', context.executionId, context.attempt);
                  reportProgress({progress: 0.25, step: 'a'});
                  reportProgress({progress: 0.5});
                  console.error('err');
                  return {sum: input.a + 1};
                })\
                """),
            60_000,
            payload -> {});

    AttemptResult result = server.result(ref);

    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(result.output()).hasToString("{\"sum\":2}");
    assertThat(server.stdout(ref)).isEqualTo("out " + ref.jobId() + " 1\n");
    assertThat(server.stderr(ref)).isEqualTo("err\n");
    assertThat(progress(ref))
        .containsExactly("{\"progress\":0.25,\"step\":\"a\"}", "{\"progress\":0.5}");
  }

  private Path kept(TaskBundle task) {
    return workDir.resolve("bundles").resolve(task.digest().substring("sha256:".length()) + ".zip");
  }

  @Test
  void run_sameTaskTwice_fetchesBundleOnce() throws IOException {
    TaskBundle task = task("() => ({sum: 1})");
    server.result(run(task, 60_000, payload -> {}));

    AttemptResult result = server.result(run(task, 60_000, payload -> {}));

    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(server.bundleCalls).containsExactly(path(task));
    assertThat(kept(task)).hasBinaryContent(BundleWriter.zip(task));
  }

  @Test
  void run_bundleOnDisk_fetchedOnlyIfBroken() throws IOException {
    TaskBundle whole = task("() => ({sum: 1})");
    TaskBundle broken = task("() => ({sum: 2})");
    Files.createDirectories(kept(whole).getParent());
    Files.write(kept(whole), BundleWriter.zip(whole));
    Files.write(kept(broken), new byte[] {1, 2, 3});

    AttemptResult first = server.result(run(whole, 60_000, payload -> {}));
    AttemptResult second = server.result(run(broken, 60_000, payload -> {}));

    assertThat(List.of(first.output().toString(), second.output().toString()))
        .containsExactly("{\"sum\":1}", "{\"sum\":2}");
    assertThat(server.bundleCalls).containsExactly(path(broken));
  }

  @Test
  void run_scriptThrows_failsWithItsError() throws IOException {
    AttemptResult result = result("() => { throw new DataError('why') }");

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().code()).isEqualTo("DataError");
    assertThat(result.error().message()).isEqualTo("why");
  }

  @Test
  void run_outputViolatesSchema_isInvalid() throws IOException {
    AttemptResult result = result("() => ({sum: 'one'})");

    assertThat(result.outcome()).isEqualTo(Outcome.OUTPUT_INVALID);
    assertThat(result.output()).isNull();
    assertThat(result.error().code()).isEqualTo("OUTPUT_INVALID");
    assertThat(result.error().message()).contains("output.sum");
  }

  @Test
  void run_timeLimitPassed_endsWithTimeout() throws IOException {
    AttemptRef ref = run(task("() => new Promise(d => setTimeout(d, 60000))"), 500, p -> {});

    AttemptResult result = server.result(ref);

    assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
    assertThat(result.error().code()).isEqualTo("TIMEOUT");
  }

  @Test
  void run_context_namesJobTaskAndAttempt() throws IOException {
    AttemptRef ref =
        run(
            task("(i, context) => { console.log(JSON.stringify(context)); return {sum: 0}; }"),
            60_000,
            payload -> {});

    server.result(ref);

    assertThat(server.stdout(ref))
        .isEqualTo(
            """
            {"executionId":"%s","taskId":"t","taskVersion":"1.2.3","attempt":1}
            """
                .formatted(ref.jobId()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "() => { const f = () => f() + 1; return f(); } | STACK_OVERFLOW",
        "() => { const a = []; for (;;) a.push(new Array(100000).fill(7)); } | OUT_OF_MEMORY",
        "() => 'x'.repeat(5 << 20) | RESULT_LIMIT",
        "() => ({sum: NaN}) | INVALID_RESULT",
        "() => new Promise(() => {}) | NEVER_SETTLED",
        "const main = 5 | NOT_CALLABLE",
        "() => { return 1 +; } | SyntaxError",
        "() => fetch('http://127.0.0.1:1/') | NetworkError",
      })
  void run_limitExceeded_failsAndNextRuns(String script, String code) throws IOException {
    AttemptResult beyond = result(script);

    assertThat(beyond.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(beyond.error().code()).isEqualTo(code);
    assertThat(beyond.error().message()).isNotBlank();
    assertThat(result("() => ({sum: 1})").outcome()).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void cancel_scriptLoops_ends() throws IOException {
    AttemptRef ref = run(task("() => { console.log('on'); for (;;); }"), 60_000, payload -> {});
    server.awaitOutput(ref, "on");

    server.cancel(ref);

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void run_secrets_areMaskedEverywhere() throws IOException {
    AttemptRef ref =
        run(
            task(
                """
                (input) => {
                  console.log('is ' + input.key); console.error(input.key);
                  reportProgress({progress: 1, message: input.key, data: {[input.key]: input.key}});
                  return {sum: 1, key: input.key, list: ['x' + input.key]};
                }\
                """),
            60_000,
            payload -> {
              ((ObjectNode) payload.get("input")).put("key", "s3\"cret");
              payload.putArray("secrets").add("s3\"cret");
            });

    AttemptResult result = server.result(ref);

    assertThat(result.output()).hasToString("{\"sum\":1,\"key\":\"***\",\"list\":[\"x***\"]}");
    assertThat(server.stdout(ref)).isEqualTo("is ***\n");
    assertThat(server.stderr(ref)).isEqualTo("***\n");
    assertThat(progress(ref))
        .containsExactly("{\"progress\":1,\"message\":\"***\",\"data\":{\"***\":\"***\"}}");
  }

  @Test
  void run_contentUnknownToServer_fails() throws IOException {
    TaskBundle task = task("() => ({sum: 1})");
    ObjectNode payload = JSON.createObjectNode();
    payload.put("task", "t").put("version", "1.2.3").put("digest", task.digest());

    AttemptResult result =
        server.result(server.assign(assignment("task_run", payload, 60_000, 10_000)));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().code()).isEqualTo("task_gone");
  }

  @Test
  void run_contentWithOtherDigest_reportsWorker() throws IOException {
    TaskBundle wanted = task("() => ({sum: 1})");
    TaskBundle other = task("() => ({sum: 2})");
    AttemptRef ref = run(wanted, 60_000, p -> server.offer(path(wanted), BundleWriter.zip(other)));

    AttemptResult result = server.result(ref);

    assertThat(result.outcome()).isEqualTo(Outcome.WORKER_REPORTED);
    assertThat(result.error().message()).contains("something else");
  }

  @Test
  void run_payloadNamesNoTask_fails() {
    ObjectNode payload = JSON.createObjectNode().put("task", "t").put("digest", "sha256:zz");

    AttemptResult result =
        server.result(server.assign(assignment("task_run", payload, 60_000, 10_000)));

    assertThat(result.error().code()).isEqualTo("invalid_task");
  }
}
