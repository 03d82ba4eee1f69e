package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes of agents, as both servers of one store list them. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessesIT {
  private static final String WEB = "exec python3 -m http.server {port} --bind 127.0.0.1";

  @TempDir Path directory;
  private Cluster cluster;

  @BeforeEach
  void twoServers() {
    cluster = Cluster.of(2, directory).start();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void kill_agent_itsProcessesEndAndBothServersListThemNoMore() {
    try (SluiceProcess kept = agent(0, "kept");
        SluiceProcess doomed = agent(1, "doomed")) {
      // Given
      String jobOfKept = spawn(0, "on-kept", "kept", process -> {});
      String first = spawn(0, "doomed-1", "doomed", process -> {});
      String second = spawn(1, "doomed-2", "doomed", process -> {});
      awaitReady("doomed-1", "doomed-2", "on-kept");
      List<Long> pids = List.of(pid("doomed-1"), pid("doomed-2"));
      try (Sse live = Sse.open(events(1))) {
        live.until("snapshot");

        // When
        doomed.kill();

        // Then
        List<String> gone = List.of(goneId(live), goneId(live));
        assertThat(gone).containsExactlyInAnyOrder("doomed-1", "doomed-2");
      }
      Eventually.until(
          "its processes are gone", () -> pids.stream().noneMatch(ProcessesIT::isRunning));
      for (int server = 0; server < 2; server++) {
        int asked = server;
        Eventually.until("it lists one", () -> list(asked).equals(List.of("on-kept READY")));
      }
      cluster.http(0).awaitStatus(first, "FAILED");
      cluster.http(0).awaitStatus(second, "FAILED");
      JsonNode attempt = cluster.http(1).attempts(first).get(0);
      assertThat(attempt.path("reason").asText()).isEqualTo("WORKER_LOST");
      assertThat(cluster.http(1).status(jobOfKept)).isEqualTo("RUNNING");
      assertThat(kept.isAlive()).isTrue();
    }
  }

  @Test
  void kill_agentOfAProcessThatRestarts_anotherAgentStartsIt() {
    try (SluiceProcess doomed = agent(0, "doomed")) {
      String job = spawn(1, "web", null, process -> process.put("restart", "on-failure"));
      awaitReady("web");
      long before = pid("web");
      try (SluiceProcess successor = agent(1, "successor")) {
        doomed.kill();

        Eventually.until(
            "it is ready on the other agent",
            () -> find(0, "web").path("worker_id").asText().equals("successor"));
        awaitReady("web");
        Eventually.until("the first agent's process is gone", () -> !isRunning(before));
        assertThat(cluster.http(0).attempts(job)).hasSize(2);
        assertThat(successor.isAlive()).isTrue();
      }
    }
  }

  @Test
  void stop_throughTheOtherServer_endsTheProcess() {
    try (SluiceProcess agent = agent(0, "a")) {
      String job = spawn(0, "web", "a", process -> {});
      awaitReady("web");
      long pid = pid("web");

      ObjectNode stop = Http.JSON.createObjectNode();
      stop.put("operation", "process_stop").put("process_id", "web").put("start", true);
      String stopping = cluster.http(1).submit(stop);

      cluster.http(1).awaitStatus(stopping, "COMPLETED");
      assertThat(isRunning(pid)).isFalse();
      cluster.http(0).awaitStatus(job, "CANCELLED");
      for (int server = 0; server < 2; server++) {
        int asked = server;
        Eventually.until("it is stopped", () -> list(asked).equals(List.of("web STOPPED")));
      }
      assertThat(agent.isAlive()).isTrue();
    }
  }

  private interface More {
    void add(ObjectNode process);
  }

  private String spawn(int server, String id, String worker, More more) {
    ObjectNode process = Http.exec(WEB);
    process.put("operation", "process_spawn").put("process_id", id).put("health_path", "/");
    process.put("start", true);
    ObjectNode requirements = process.putObject("requirements").put("cpu", 0.1).put("ram_mb", 16);
    if (worker != null) {
      requirements.putObject("labels").put("worker_id", worker);
    }
    more.add(process);
    return cluster.http(server).submit(process);
  }

  /** Waits until both servers list them as ready. */
  private void awaitReady(String... ids) {
    List<String> ready = Stream.of(ids).map(id -> id + " READY").toList();
    for (int server = 0; server < 2; server++) {
      int asked = server;
      Eventually.until("they are ready", () -> list(asked).equals(ready));
    }
  }

  /** Ids and states, by the ids. */
  private List<String> list(int server) {
    List<String> found = new ArrayList<>();
    for (JsonNode process : cluster.http(server).json("/v1/processes").path("items")) {
      found.add(process.path("process_id").asText() + " " + process.path("status").asText());
    }
    return found;
  }

  private JsonNode find(int server, String id) {
    for (JsonNode process : cluster.http(server).json("/v1/processes").path("items")) {
      if (process.path("process_id").asText().equals(id)) {
        return process;
      }
    }
    return Http.JSON.missingNode();
  }

  private long pid(String id) {
    return find(0, id).path("pid").asLong();
  }

  private HttpRequest.Builder events(int server) {
    return cluster.http(server).request("/v1/processes").header("Accept", "text/event-stream");
  }

  private static String goneId(Sse live) {
    return live.until("gone").json().path("process_id").asText();
  }

  private static boolean isRunning(long pid) {
    return Files.exists(Path.of("/proc", Long.toString(pid)));
  }

  private SluiceProcess agent(int server, String name) {
    return Agents.start(cluster.server(server), directory, name);
  }
}
