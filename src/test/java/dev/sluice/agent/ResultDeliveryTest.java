package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.call.Session;
import dev.sluice.agent.call.Threads;
import dev.sluice.agent.output.OutputBudget;
import dev.sluice.agent.run.AgentContext;
import dev.sluice.agent.run.Attempts;
import dev.sluice.agent.run.OperationExecutor;
import dev.sluice.agent.run.OperationResult;
import dev.sluice.agent.run.WorkerDirectory;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.AttemptResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However an operation ends, the server gets a result of the attempt, if need be a small one. */
@Timeout(60)
@SuppressWarnings("NullAway") // a null would fail the test that it belongs to
class ResultDeliveryTest {
  @TempDir Path workDir;
  private final FakeAgentServer server = new FakeAgentServer();
  private final Threads threads = new Threads(() -> {});
  private WorkerDirectory directory;

  @BeforeEach
  void open() throws IOException {
    directory = WorkerDirectory.open(workDir, "node");
  }

  @AfterEach
  void close() {
    threads.close();
    server.close();
  }

  @Test
  void deliver_result_isPostedAsItIs() throws IOException {
    AttemptResult result = run(returning(nested(64)));

    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(result.output()).isEqualTo(nested(64));
  }

  @Test
  void deliver_resultNestedTooDeep_failsAndSaysSo() throws IOException {
    AttemptResult result = run(returning(nested(940)));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.output()).isNull();
    assertThat(result.error().code()).isEqualTo("result_too_deep");
    assertThat(result.error().message()).contains("64 levels");
  }

  @Test
  void deliver_resultTooLarge_failsAndSaysSo() throws IOException {
    JsonNode large = ServerClient.JSON.getNodeFactory().textNode("x".repeat(5 << 20));

    AttemptResult result = run(returning(large));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().code()).isEqualTo("result_too_large");
    assertThat(result.error().message()).contains("5242");
  }

  @Test
  void deliver_serverRefusesResult_failsWithItsAnswer() throws IOException {
    AtomicInteger posts = new AtomicInteger();
    server.fault =
        (path, body) ->
            path.endsWith("/result") && posts.getAndIncrement() == 0
                ? 413
                : FakeAgentServer.Fault.NONE;

    AttemptResult result = run(returning(nested(2)));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().code()).isEqualTo("result_refused");
    assertThat(result.error().message()).contains("HTTP 413");
  }

  @Test
  void deliver_leaseLost_postsNoOther() throws IOException {
    AtomicInteger posts = new AtomicInteger();
    server.fault =
        (path, body) -> {
          posts.incrementAndGet();
          return 409;
        };
    Attempts attempts = attempts(returning(nested(2)));

    attempts.accept(assignment(), new Session("node", "token", 1_000));

    AgentFixture.await("the end of the attempt", () -> attempts.count() == 0);
    assertThat(posts).hasValue(1);
  }

  @Test
  void run_errorInExecutor_isReported() throws IOException {
    AttemptResult result =
        run(
            execution -> {
              throw new StackOverflowError();
            });

    assertThat(result.outcome()).isEqualTo(Outcome.WORKER_REPORTED);
    assertThat(result.error().code()).isEqualTo("worker_error");
  }

  private AttemptResult run(OperationExecutor executor) {
    Assignment assignment = assignment();
    attempts(executor).accept(assignment, new Session("node", "token", 1_000));
    return server.result(assignment.ref());
  }

  private Attempts attempts(OperationExecutor executor) {
    AgentContext context =
        new AgentContext(
            new ServerClient(server.uri(), null, "of-its-name", threads),
            threads,
            directory,
            AgentFixture.QUICK,
            new OutputBudget(1 << 20),
            Clock.systemUTC(),
            () -> 0.5);
    return new Attempts(context, Map.of("exec", executor));
  }

  private static Assignment assignment() {
    return AgentFixture.exec("unused");
  }

  private static OperationExecutor returning(JsonNode output) {
    return execution -> new OperationResult(Outcome.COMPLETED, null, output, null);
  }

  private static JsonNode nested(int levels) throws IOException {
    return ServerClient.JSON.readTree("[".repeat(levels) + "]".repeat(levels));
  }
}
