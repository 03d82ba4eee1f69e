package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads in the logs of server and agent. */
@Timeout(120)
class LogIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void log_workerComesAndGoes_isOneLineEach() {
    try (Server server = Server.in(directory).with("--no-worker").start()) {
      SluiceProcess agent = Agents.launch(server, directory, "w1", Map.of());
      Eventually.until("registered", () -> agent.log().contains("registered as w1"));
      agent.terminate();

      assertThat(server.process().log().lines().filter(line -> line.contains("worker w1 on")))
          .satisfiesExactly(
              line -> assertThat(line).endsWith(" registered"),
              line -> assertThat(line).endsWith(" left"));
      assertThat(agent.log().lines().filter(line -> line.contains("registered as w1")))
          .singleElement()
          .asString()
          .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} INFO  \\[.*");
    }
  }

  @Test
  void log_scriptBreaksOnSave_namesFileAndError() throws IOException {
    Path task = Files.createDirectories(directory.resolve("tasks/sample"));
    Files.writeString(task.resolve("metadata.json"), "{\"name\":\"sample\",\"version\":\"1.0.0\"}");
    Files.writeString(task.resolve("main.js"), "() => 1");
    String tasks = directory.resolve("tasks").toString();
    try (Server server = Server.in(directory).with("--tasks", tasks).start()) {
      Eventually.until("loaded", () -> server.process().log().contains(" added, "));

      Files.writeString(task.resolve("main.js"), "() => { return 1 +; }");

      Eventually.until(
          "the log says so",
          () ->
              server
                  .process()
                  .log()
                  .lines()
                  .anyMatch(
                      l -> l.contains("WARN") && l.contains("sample") && l.contains("script")));

      Files.writeString(task.resolve("main.js"), "() => 2");

      Eventually.until(
          "the log says that it is over",
          () -> server.process().log().contains("the errors of its last sync are gone"));
    }
  }

  @Test
  void log_agentEndsDuringAttempt_namesJobAndWorker() throws IOException {
    try (Server server = Server.in(directory).with("--no-worker").start()) {
      SluiceProcess agent = Agents.launch(server, directory, "w1", Map.of());
      String id = server.http().submit(Http.exec("sleep 60").put("start", true));
      Eventually.until("it runs", () -> server.http().status(id).equals("RUNNING"));

      agent.terminate();

      assertThat(server.process().log().lines().filter(line -> line.contains("job " + id)))
          .as(agent.log())
          .singleElement()
          .asString()
          .contains(" INFO ")
          .endsWith("attempt 1 on worker w1 ended with HANDED_BACK; the job is QUEUED");
    }
  }

  @Test
  void log_json_isOneObjectPerLine() throws IOException {
    try (Server server = Server.in(directory).with("--no-worker", "--log-json").start()) {
      SluiceProcess agent =
          SluiceProcess.start(
              directory.resolve("agent.log"),
              Map.of(),
              List.of(
                  "agent",
                  "--server",
                  server.uri().toString(),
                  "--name",
                  "w1",
                  "--log-json",
                  "--work-dir",
                  directory.resolve("work").toString()));
      Eventually.until("registered", () -> agent.log().contains("registered as w1"));
      agent.terminate();

      assertThat(messages(agent.log())).contains("registered as w1");
      assertThat(messages(server.process().log())).anyMatch(m -> m.startsWith("worker w1 on"));
    }
  }

  private static List<String> messages(String log) throws IOException {
    List<String> messages = new ArrayList<>();
    for (String line : log.lines().toList()) {
      JsonNode event = JSON.readTree(line);
      assertThat(event.path("level").asText()).isNotEmpty();
      messages.add(event.path("message").asText());
    }
    return messages;
  }
}
