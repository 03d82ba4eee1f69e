package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Edits a task while its jobs run. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskReloadIT {
  @TempDir Path directory;

  @Test
  void save_whileJobsRun_pinnedJobsKeepTheirContent() {
    Path tasks = TaskFiles.directory(directory.resolve("tasks"));
    TaskFiles.write(tasks, "slow", "1.0.0", slowly("one"));
    try (Server server =
        Server.in(directory)
            .with("--no-worker", "--tasks", tasks.toString())
            .set("sluice.tasks.samples", "false")
            .start()) {
      Http http = server.http();
      Eventually.until("the task is there", () -> http.get("/v1/tasks/slow").statusCode() == 200);
      SluiceProcess agent = Agents.start(server, directory, "agent-1");
      Sse news = Sse.open(http.request("/v1/tasks/events").header("Accept", "text/event-stream"));
      Event hello = news.until("hello");

      // Given a job that completes, and one whose worker is killed
      String first = submit(http);
      Sse running = http.open(first);
      running.until("stdout");
      TaskFiles.write(tasks, "slow", "1.0.0", slowly("two"));
      news.until("task_updated");
      assertThat(word(running)).isEqualTo("one");

      TaskFiles.write(tasks, "slow", "1.0.0", slowly("three"));
      news.until("task_updated");
      String second = submit(http);
      Sse interrupted = http.open(second);
      interrupted.until("stdout");

      // When
      TaskFiles.write(tasks, "slow", "1.0.0", slowly("four"));
      news.until("task_updated");
      agent.kill();

      // Then
      try (SluiceProcess other = Agents.start(server, directory, "agent-2")) {
        assertThat(word(interrupted)).isEqualTo("three");
        assertThat(http.attempts(second)).hasSize(2);
        assertThat(word(http.open(submit(http)))).isEqualTo("four");
        assertThat(other.isAlive()).isTrue();
      }
      // And each save led to one event
      TaskFiles.write(tasks, "marker", "1.0.0", TaskFiles.returning("m"));
      assertThat(changes(http, hello.id()))
          .containsExactly(
              "task_updated slow", "task_updated slow", "task_updated slow", "task_added marker");
    }
  }

  private static String slowly(String word) {
    return "async function main(input) { console.log('begun');"
        + " await new Promise(done => setTimeout(done, 4000)); return {word: '"
        + word
        + "'}; }";
  }

  /** The events about tasks after an event, up to the marker. */
  private static List<String> changes(Http http, String after) {
    List<String> changes = new ArrayList<>();
    try (Sse events = Sse.open(http.request("/v1/tasks/events?after=" + after))) {
      events.until(
          event -> {
            if (event.name().startsWith("task_")) {
              changes.add(event.name() + " " + event.json().path("name").asText());
            }
            return changes.contains("task_added marker");
          });
    }
    return changes;
  }

  private static String submit(Http http) {
    return http.submit(
        Http.JSON.createObjectNode().put("operation", "task_run").put("task", "slow"));
  }

  private static String word(Sse stream) {
    List<Event> rest = stream.rest();
    assertThat(rest).last().matches(event -> event.is("done"));
    return rest.stream()
        .filter(event -> event.is("result"))
        .map(event -> event.json().path("output").path("word").asText())
        .findFirst()
        .orElseThrow();
  }
}
