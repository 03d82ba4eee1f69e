package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The task registry, as its users and another server see it. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RegistryIT {
  private static final String TOKEN = "a-token-of-some-length";

  @TempDir Path directory;

  @Test
  void save_task_leadsToOneEventAndIsPinnedByTheNextJob() throws Exception {
    Path tasks = TaskFiles.directory(directory.resolve("tasks"));
    TaskFiles.write(tasks, "greeting", "1.0.0", TaskFiles.returning("one"));
    try (Server server = server("one").with("--tasks", tasks.toString()).start()) {
      // Given a job of the first content
      Http http = server.http();
      awaitTask(http, "greeting");
      String before = submit(http, "greeting");
      Sse events = events(http, "?from=latest");
      events.until("hello");

      // When
      long saved = System.nanoTime();
      TaskFiles.write(tasks, "greeting", "1.0.0", TaskFiles.returning("two"));

      // Then
      Event update = events.until("task_updated");
      long millis = (System.nanoTime() - saved) / 1_000_000;
      System.out.println("from save to available: " + millis + " ms");
      String after = submit(http, "greeting");
      assertThat(digest(http, before)).isEqualTo(update.json().path("previous_digest").asText());
      assertThat(digest(http, after)).isEqualTo(update.json().path("digest").asText());
      // The next event is about another task, so there was one event for the save.
      TaskFiles.write(tasks, "marker", "1.0.0", TaskFiles.returning("m"));
      Event next = events.until(e -> e.name().startsWith("task_"));
      assertThat(next.json().path("name").asText()).isEqualTo("marker");
      String pinned = "/v1/tasks/greeting/1.0.0/bundle?digest=" + digest(http, before);
      assertThat(http.get(pinned).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void events_acrossARestart_missNothing() {
    Path tasks = TaskFiles.directory(directory.resolve("tasks"));
    TaskFiles.write(tasks, "first", "1.0.0", TaskFiles.returning("1"));
    try (Server server = server("one").with("--tasks", tasks.toString()).start()) {
      Http http = server.http();
      Sse before = events(http, "?from=earliest");
      Event seen = before.until("task_added");

      server.process().kill();
      TaskFiles.write(tasks, "second", "1.0.0", TaskFiles.returning("2"));
      server.restart();

      Sse after = Sse.open(request(http, "").header("Last-Event-ID", seen.id()));
      Event next = after.until(e -> e.name().startsWith("task_"));
      assertThat(next.json().path("name").asText()).isEqualTo("second");
      assertThat(Long.parseLong(next.id())).isGreaterThan(Long.parseLong(seen.id()));
      assertThat(http.json("/v1/tasks").path("items")).hasSize(2);
    }
  }

  @Test
  void httpSource_originKilledDuringSync_resumesLater() throws Exception {
    Path tasks = TaskFiles.directory(directory.resolve("tasks"));
    for (int i = 0; i < 400; i++) {
      TaskFiles.write(tasks, "task-" + i, "1.0.0", TaskFiles.returning("w" + i));
    }
    try (Server origin = server("origin").with("--tasks", tasks.toString()).start()) {
      awaitTotal(origin.http(), 400);
      try (Server copy =
          server("copy")
              .set("sluice.tasks.sources[0].type", "http")
              .set("sluice.tasks.sources[0].name", "origin")
              .set("sluice.tasks.sources[0].url", origin.uri() + "/v1")
              .set("sluice.tasks.sources[0].page-size", "20")
              .start()) {
        // Given a sync that has begun
        Http http = copy.http();
        Eventually.until("some tasks are synced", () -> total(http) > 0 && total(http) < 400);

        // When
        origin.process().kill();
        int reached = settled(http);

        // Then the synced tasks stay, and the source is reported as failing
        Eventually.until(
            "the source fails", () -> source(http).path("health").asText().equals("FAILING"));
        assertThat(reached).as("it was killed in the middle").isLessThan(400);
        assertThat(total(http)).isEqualTo(reached);
        assertThat(http.json("/v1/tasks?available=false").path("items")).isEmpty();
        assertThat(http.get("/q/health/ready").statusCode()).isEqualTo(200);

        // When it is back
        origin.restart();
        awaitTotal(origin.http(), 400);
        http.post("/v1/tasks/sync", "");

        // Then the rest comes
        awaitTotal(http, 400);
        assertThat(source(http).path("health").asText()).isEqualTo("OK");
        assertThat(digestOf(http, "task-7")).isEqualTo(digestOf(origin.http(), "task-7"));
      }
    }
  }

  @Test
  void httpSource_originWithToken_needsIt() {
    Path tasks = TaskFiles.directory(directory.resolve("tasks"));
    TaskFiles.write(tasks, "guarded", "1.0.0", TaskFiles.returning("g"));
    try (Server origin =
        server("origin")
            .with("--tasks", tasks.toString())
            .variable("SLUICE_API_TOKEN", TOKEN)
            .start()) {
      awaitTask(origin.http(), "guarded");
      try (Server copy =
          server("copy")
              .set("sluice.tasks.sources[0].type", "http")
              .set("sluice.tasks.sources[0].url", origin.uri() + "/v1")
              .set("sluice.tasks.sources[0].token", TOKEN + "x")
              .set("sluice.tasks.sources[1].type", "http")
              .set("sluice.tasks.sources[1].url", origin.uri() + "/v1")
              .set("sluice.tasks.sources[1].token", TOKEN)
              .start()) {
        Http http = copy.http();
        awaitTask(http, "guarded");

        JsonNode sources = http.json("/v1/task-sources").path("items");

        assertThat(sources.findValuesAsText("health")).containsExactly("FAILING", "OK");
        assertThat(sources.path(0).path("last_error").path("code").asText())
            .isEqualTo("unauthorized");
        assertThat(sources.toString()).doesNotContain(TOKEN);
      }
    }
  }

  @Test
  void start_invalidSources_areReportedAndOthersServed() {
    Path tasks = TaskFiles.directory(directory.resolve("tasks"));
    TaskFiles.write(tasks, "good", "1.0.0", TaskFiles.returning("g"));
    try (Server server =
        server("one")
            .with("--tasks", tasks.toString())
            .set("sluice.tasks.sources[0].type", "filesystem")
            .set("sluice.tasks.sources[0].path", directory.resolve("nowhere").toString())
            .set("sluice.tasks.sources[1].type", "pigeon")
            .start()) {
      Http http = server.http();
      awaitTask(http, "good");

      List<String> health = http.json("/v1/task-sources").path("items").findValuesAsText("health");

      assertThat(health).containsExactly("OK", "FAILING", "MISCONFIGURED");
    }
  }

  private Server server(String name) {
    return Server.in(TaskFiles.directory(directory.resolve(name)))
        .with("--no-worker")
        .set("sluice.tasks.samples", "false")
        .set("sluice.tasks.sync-every", "1s");
  }

  /** The number of tasks once it no longer grows. */
  private static int settled(Http http) {
    CompletableFuture<Integer> reached = new CompletableFuture<>();
    int[] last = {-1};
    Eventually.until(
        "the number of tasks is stable",
        () -> {
          http.post("/v1/tasks/sync", "");
          int now = total(http);
          boolean same = now == last[0];
          last[0] = now;
          return same && reached.complete(now);
        });
    return reached.join();
  }

  private static JsonNode source(Http http) {
    return http.json("/v1/task-sources").path("items").path(0);
  }

  private static int total(Http http) {
    return http.json("/v1/tasks?page=1&limit=1").path("total").asInt();
  }

  private static void awaitTotal(Http http, int count) {
    Eventually.until("there are " + count + " tasks", () -> total(http) == count);
  }

  private static void awaitTask(Http http, String name) {
    Eventually.until(name + " is there", () -> http.get("/v1/tasks/" + name).statusCode() == 200);
  }

  private static String submit(Http http, String task) {
    return http.submit(Http.JSON.createObjectNode().put("operation", "task_run").put("task", task));
  }

  private static String digest(Http http, String job) {
    return http.job(job).path("payload").path("digest").asText();
  }

  private static String digestOf(Http http, String task) {
    return http.json("/v1/tasks/" + task).path("versions").path(0).path("digest").asText();
  }

  private static Sse events(Http http, String query) {
    return Sse.open(request(http, query));
  }

  private static HttpRequest.Builder request(Http http, String query) {
    return http.request("/v1/tasks/events" + query).header("Accept", "text/event-stream");
  }
}
