package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code infer} jobs that start the process they need, on two servers of one store. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InferSpawnIT {
  /** A server of tokens: three words, as events. */
  private static final String MODEL =
      """
      import http.server, json, sys, time
      class Model(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(200)
              self.end_headers()
          def do_POST(self):
              self.rfile.read(int(self.headers['Content-Length']))
              self.send_response(200)
              self.send_header('Content-Type', 'text/event-stream')
              self.end_headers()
              for word in ['one ', 'two ', 'three']:
                  self.event({'delta': {'content': word}})
              self.event({'delta': {}, 'finish_reason': 'stop'})
              self.wfile.write(b'data: [DONE]\\n\\n')
          def event(self, choice):
              part = json.dumps({'choices': [dict(choice, index=0)]})
              self.wfile.write(('data: ' + part + '\\n\\n').encode())
      http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Model).serve_forever()
      """;

  @TempDir Path directory;
  private Cluster cluster;

  @BeforeEach
  void twoServers() throws IOException {
    Files.writeString(directory.resolve("model.py"), MODEL);
    cluster = Cluster.of(2, directory).start();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void infer_twentyJobsThroughTwoServers_startOneProcessThatAnswersAll() {
    try (SluiceProcess first = Agents.start(cluster.server(0), directory, "a");
        SluiceProcess second = Agents.start(cluster.server(1), directory, "b")) {
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        jobs.add(infer(i % 2, serve(4)));
      }

      for (String job : jobs) {
        cluster.http(0).awaitStatus(job, "COMPLETED");
        assertThat(new String(cluster.http(1).output(job, ""), StandardCharsets.UTF_8))
            .isEqualTo("one two three");
      }
      assertThat(spawns()).hasSize(1);
      for (int server = 0; server < 2; server++) {
        JsonNode processes = cluster.http(server).json("/v1/processes").path("items");
        assertThat(processes).hasSize(1);
        assertThat(processes.get(0).path("job_id").asText()).isEqualTo(spawns().get(0));
        assertThat(processes.get(0).path("status").asText()).isEqualTo("READY");
      }
      assertThat(first.isAlive() && second.isAlive()).isTrue();
    }
  }

  @Test
  void infer_processStopped_theNextJobStartsAnother() {
    try (SluiceProcess agent = Agents.start(cluster.server(0), directory, "a")) {
      cluster.http(0).awaitStatus(infer(0, serve(1)), "COMPLETED");
      cluster.http(1).cancel(spawns().get(0));
      cluster.http(1).awaitStatus(spawns().get(0), "CANCELLED");

      cluster.http(1).awaitStatus(infer(1, serve(1)), "COMPLETED");

      assertThat(spawns()).hasSize(2);
      assertThat(agent.isAlive()).isTrue();
    }
  }

  @Test
  void infer_processThatCannotStart_failsAllThatWaitWithItsLastLines() {
    try (SluiceProcess agent = Agents.start(cluster.server(0), directory, "a")) {
      ObjectNode broken = serve(1).put("command", "echo no such weights; sleep 1; exit 3");
      List<String> jobs = List.of(infer(0, broken), infer(1, broken), infer(0, broken));

      for (String job : jobs) {
        cluster.http(1).awaitStatus(job, "FAILED");
        JsonNode error = cluster.http(1).job(job).path("result").path("error");
        assertThat(error.path("code").asText()).isEqualTo("spawn_failed");
        assertThat(error.toString()).contains(spawns().get(0), "no such weights");
      }
      assertThat(spawns()).hasSize(1);
      assertThat(agent.isAlive()).isTrue();
    }
  }

  @Test
  void infer_processThatFitsNoWorker_waitsAndNamesTheJobThatStartsIt() {
    try (SluiceProcess agent = Agents.start(cluster.server(0), directory, "a")) {
      ObjectNode large = serve(1);
      large.putObject("requirements").put("cpu", 1_000);
      String job = infer(0, large);

      for (int server = 0; server < 2; server++) {
        try (Sse stream = cluster.http(server).open(job)) {
          JsonNode status = stream.until("status").json();
          while (!status.has("spawn_job_id")) {
            status = stream.until("status").json();
          }
          assertThat(status.path("spawn_job_id").asText()).isEqualTo(spawns().get(0));
          assertThat(status.path("waiting_on").path("model").asInt()).isEqualTo(1);
        }
      }
      assertThat(cluster.http(0).status(spawns().get(0))).isEqualTo("QUEUED");
      assertThat(agent.isAlive()).isTrue();
    }
  }

  private ObjectNode serve(int slots) {
    ObjectNode spawn = Http.JSON.createObjectNode();
    spawn.put("command", "exec python3 " + directory.resolve("model.py") + " {port}");
    spawn.put("health_path", "/").put("process_slots", slots);
    spawn.putObject("requirements").put("cpu", 0.1).put("ram_mb", 16);
    return spawn;
  }

  private String infer(int server, ObjectNode spawn) {
    ObjectNode infer = Http.JSON.createObjectNode();
    infer.put("operation", "infer").put("model", "demo").put("prompt", "count").put("start", true);
    infer.set("spawn", spawn);
    return cluster.http(server).submit(infer);
  }

  /** The ids of the jobs that start processes, the oldest first. */
  private List<String> spawns() {
    List<String> ids = new ArrayList<>();
    for (JsonNode job :
        cluster.http(0).json("/v1/jobs?operation=process_spawn&limit=100").path("items")) {
      ids.add(0, job.path("job_id").asText());
    }
    return ids;
  }
}
