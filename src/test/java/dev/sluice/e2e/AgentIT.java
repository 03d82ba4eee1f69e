package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents in processes of their own, and their jobs when they end or are killed. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentIT {
  @TempDir static Path directory;
  private static Server server;
  private static Http http;

  @BeforeAll
  static void start() {
    server = Server.in(directory).with("--no-worker").start();
    http = server.http();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void kill_agentWithAJob_jobFinishesOnAnother() {
    Flag goOn = new Flag(directory.resolve("go-on"));
    String id =
        http.submit(
            Http.exec("sleep 1000 & echo $$ $!; " + goOn.await() + "; echo finished; kill $!"));
    try (SluiceProcess doomed = Agents.start(server, directory, "doomed");
        Sse stream = http.open(id)) {
      // Given
      assertThat(stream.until("attempt").json().path("worker_id").asText()).isEqualTo("doomed");
      String[] pids = stream.until("stdout").text().trim().split(" ");
      assertThat(pids).allMatch(AgentIT::isRunning);

      try (SluiceProcess other = Agents.start(server, directory, "other")) {
        // When
        doomed.kill();

        // Then
        JsonNode second = stream.until("attempt").json();
        assertThat(second.path("attempt").asInt()).isEqualTo(2);
        assertThat(second.path("worker_id").asText()).isEqualTo("other");
        Eventually.until(
            "its processes are gone", () -> List.of(pids).stream().noneMatch(AgentIT::isRunning));
        goOn.raise();
        assertThat(Sse.text(stream.rest(), "stdout")).endsWith("finished\n");
        assertThat(http.status(id)).isEqualTo("COMPLETED");
        JsonNode attempts = http.attempts(id);
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(0).path("reason").asText()).isEqualTo("WORKER_LOST");
        Eventually.until("it is shown as offline", () -> workerStatus("doomed").equals("OFFLINE"));
        other.terminate();
        assertThat(other.awaitEnd()).isZero();
      }
    }
  }

  @Test
  void probes_ofAnAgent_answerReadyOnceItIsRegistered() {
    int port = freePort();
    Http probes = new Http(URI.create("http://127.0.0.1:" + port), null);
    try (SluiceProcess agent =
        Agents.start(
            server, directory, "probed", "--health-port", "" + port, "--label", "only=probed")) {
      Eventually.until("it is ready", () -> probes.get("/q/health/ready").statusCode() == 200);

      assertThat(probes.get("/q/health/live").statusCode()).isEqualTo(200);
      agent.terminate();
      assertThat(agent.awaitEnd()).isZero();
    }
  }

  @Test
  void probes_serverIsNotThere_agentLivesAndIsNotReady() {
    int port = freePort();
    Http probes = new Http(URI.create("http://127.0.0.1:" + port), null);
    List<String> arguments =
        List.of(
            "agent",
            "--server",
            "http://127.0.0.1:" + freePort(),
            "--health-port",
            "" + port,
            "--work-dir",
            directory.resolve("work").toString());
    try (SluiceProcess agent =
        SluiceProcess.start(directory.resolve("alone.log"), Map.of(), arguments)) {
      Eventually.until("it lives", () -> probes.get("/q/health/live").statusCode() == 200);

      assertThat(probes.get("/q/health/ready").statusCode()).isEqualTo(503);
      agent.terminate();
      assertThat(agent.awaitEnd()).isZero();
    }
  }

  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void result_afterTheLeaseIsLost_isRefusedAndKept() {
    // Given a worker that takes a job and then sends nothing more
    String registration =
        "{\"worker_id\":\"zombie\",\"hostname\":\"h\",\"cpu_count\":1,\"ram_total_mb\":1000,"
            + "\"labels\":{\"only\":\"zombie\"},\"max_parallel\":1,\"capabilities\":[\"exec\"]}";
    String token = Http.json(http.post("/v1/workers", registration), 201).path("token").asText();
    String id =
        http.submit(
            Http.exec("true")
                .put("start", true)
                .set(
                    "requirements",
                    Http.JSON
                        .createObjectNode()
                        .set("labels", Http.JSON.createObjectNode().put("only", "zombie"))));
    JsonNode assignment =
        Http.json(
                http.send(
                    http.request("/v1/workers/zombie/poll?wait=20s&max=1")
                        .header("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString("{\"running\":[]}"))),
                200)
            .path("assignments")
            .get(0);
    assertThat(assignment.path("job_id").asText()).isEqualTo(id);
    http.awaitStatus(id, "QUEUED");

    // When
    String lease = assignment.path("lease").asText();
    HttpResponse<byte[]> result =
        post(
            "/v1/jobs/" + id + "/result",
            lease,
            "{\"attempt\":1,\"outcome\":\"COMPLETED\",\"exit_code\":0,\"chunks\":0}");
    HttpResponse<byte[]> output = post("/v1/jobs/" + id + "/output?attempt=1&seq=0", lease, "");

    // Then
    assertThat(Http.json(result, 409).path("code").asText()).isEqualTo("lease_lost");
    assertThat(Http.json(output, 409).path("code").asText()).isEqualTo("lease_lost");
    JsonNode attempt = http.attempts(id).get(0);
    assertThat(attempt.path("outcome").asText()).isEqualTo("WORKER_LOST");
    assertThat(attempt.path("late_result").path("outcome").asText()).isEqualTo("COMPLETED");
    assertThat(http.status(id)).isEqualTo("QUEUED");
    http.cancel(id);
  }

  @Test
  void terminate_agentWithAJob_givesItBack() {
    Flag goOn = new Flag(directory.resolve("given-back"));
    String id = http.submit(Http.exec("echo begun; " + goOn.await()));
    try (SluiceProcess ended = Agents.start(server, directory, "ended");
        Sse stream = http.open(id)) {
      stream.until("stdout");
      try (SluiceProcess successor = Agents.start(server, directory, "successor")) {
        ended.terminate();

        assertThat(stream.until("attempt").json().path("worker_id").asText())
            .isEqualTo("successor");
        goOn.raise();
        assertThat(stream.rest()).last().matches(event -> event.is("done"));
        successor.terminate();
      }
    }
  }

  private static HttpResponse<byte[]> post(String path, String lease, String body) {
    return http.send(
        http.request(path).header("Sluice-Lease", lease).POST(BodyPublishers.ofString(body)));
  }

  private static String workerStatus(String id) {
    return http.json("/v1/workers/" + id).path("status").asText();
  }

  private static boolean isRunning(String pid) {
    return Files.exists(Path.of("/proc", pid));
  }
}
