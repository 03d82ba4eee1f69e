package dev.sluice.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.console.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with a real agent against a stub of the server. */
class AgentCommandTest {
  private final Shell shell = new Shell();

  @Test
  void agent_allOptions_registersWithThemUntilASignal(@TempDir Path directory) throws Exception {
    CountDownLatch registered = new CountDownLatch(1);
    try (StubServer server = new StubServer()) {
      server.on("POST /v1/workers", answerRegistration(registered));
      shell.variables.put("SLUICE_API_TOKEN", "secret");

      CompletableFuture<Integer> code =
          CompletableFuture.supplyAsync(
              () ->
                  shell.runLine(
                      "agent --name n --cpu 2.5 --ram-mb 64 --label a=b --label c=d"
                          + (" --max-parallel 3 --allow-host *.internal --work-dir " + directory)
                          + (" --server " + server.uri())));
      assertThat(registered.await(20, SECONDS)).isTrue();
      shell.signals.join().run();

      assertThat(code.get(20, SECONDS)).isZero();
      assertThat(shell.err())
          .isEqualTo("sluice: worker n started; it registers at " + server.uri() + "\n");
      StubServer.Request registration = server.requests().get(0);
      assertThat(registration.header("Authorization")).isEqualTo("Bearer secret");
      JsonNode body = new ObjectMapper().readTree(registration.body());
      assertThat(body.path("worker_id").asText()).isEqualTo("n");
      assertThat(body.path("cpu_count").asDouble()).isEqualTo(2.5);
      assertThat(body.path("ram_total_mb").asLong()).isEqualTo(64);
      assertThat(body.path("max_parallel").asInt()).isEqualTo(3);
      assertThat(body.path("labels").toString()).contains("\"a\":\"b\"", "\"c\":\"d\"");
    }
  }

  @Test
  void agent_logJson_isPassedOn(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    shell.run("agent", "--work-dir", file.toString());
    assertThat(shell.jsonLog).isFalse();
    shell.run("agent", "--log-json", "--work-dir", file.toString());
    assertThat(shell.jsonLog).isTrue();
  }

  @Test
  void agent_unusableWorkDirectory_saysWhyInOneLine(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    int code = shell.run("agent", "--work-dir", file.toString());

    assertThat(code).isEqualTo(125);
    assertThat(shell.err().lines())
        .singleElement()
        .asString()
        .startsWith("sluice: the agent did not start: ")
        .contains(file.toString());
  }

  private static StubServer.Answer answerRegistration(CountDownLatch registered) {
    String answer =
        "{\"worker_id\":\"n\",\"token\":\"t\",\"heartbeat_ms\":60000,\"lease_ms\":60000}";
    return exchange -> {
      StubServer.status(201, "application/json", answer).answer(exchange);
      registered.countDown();
    };
  }
}
