package dev.sluice.bench.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Percentiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Edits a task in a watched directory repeatedly, scripts and versions in turn, and measures the
 * time to the event, the time until a new job gets the new content, and whether each save leads to
 * exactly one event.
 */
final class TaskSaves {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The server's default {@code debounce}. */
  private static final int SILENCE_MS = 200;

  /** Without a watch, the sync of every minute finds the change. */
  private static final int PATIENCE_S = 90;

  /** A second event for the same save would arrive within it. */
  private static final int QUIET_MS = 1_000;

  private static final int ASK_EVERY_MS = 2;

  private final Path directory;
  private final int task;
  private final int port;
  private final byte[] submission;
  private final Percentiles toEvent = new Percentiles();
  private final Percentiles toJob = new Percentiles();
  private int saves;
  private int notOnce;

  /** The content that a new job gets. */
  private record Given(String digest, long at) {}

  TaskSaves(Path directory, int task, int port) {
    this.directory = directory;
    this.task = task;
    this.port = port;
    submission =
        """
        {"operation":"task_run","task":"%s","input":{"lines":[{"price":1,"count":1}]},"start":false}
        """
            .formatted(TaskTrees.name(task))
            .getBytes(StandardCharsets.UTF_8);
  }

  /** Baseline: the debounce interval. */
  List<Figure> measure(int count) throws Exception {
    try (TaskNews news = new TaskNews(port)) {
      // No event announces that a tree is watched: an event that arrives at once was not caused by
      // a sync.
      while (save(news).toEvent() > 5e9) {
        if (saves > 5) {
          throw new IOException("the server does not notice saves");
        }
      }
      save(news);
      notOnce = 0;
      for (int i = 0; i < count; i++) {
        Save save = save(news);
        toEvent.add(save.toEvent());
        toJob.add(save.toJob());
      }
    }
    return List.of(
        Figure.of(
                "registry save-event",
                "ms p50",
                toEvent.millis(50),
                SILENCE_MS,
                "one event a save",
                notOnce == 0)
            .with("max_ms", toEvent.millis(100))
            .with("saves", count)
            .with("saves_not_told_once", notOnce),
        Figure.of("registry save-job", "ms p50", toJob.millis(50), SILENCE_MS, "", null)
            .with("max_ms", toJob.millis(100)));
  }

  /** Nanoseconds since the save. */
  private record Save(long toEvent, long toJob) {}

  private Save save(TaskNews news) throws Exception {
    String before = digest();
    saves++;
    long saved = System.nanoTime();
    CompletableFuture<Given> next = CompletableFuture.supplyAsync(() -> awaitOther(before));
    if (saves % 2 == 0) {
      TaskTrees.saveScript(directory, task, saves);
    } else {
      TaskTrees.saveVersion(directory, task, "1.1." + saves);
    }
    TaskNews.News told = news.await(PATIENCE_S);
    Given now = next.get(PATIENCE_S, TimeUnit.SECONDS);
    if (!now.digest().equals(told.data().path("digest").asText())) {
      throw new IOException("a job got " + now.digest() + ", the event says " + told.data());
    }
    Thread.sleep(QUIET_MS);
    if (news.drain() > 0 || !told.kind().equals("task_updated")) {
      notOnce++;
    }
    return new Save(told.at() - saved, now.at() - saved);
  }

  private Given awaitOther(String before) {
    try (HttpConnection http = new HttpConnection(port)) {
      long until = System.nanoTime() + PATIENCE_S * 1_000_000_000L;
      Given given = given(http);
      while (given.digest().equals(before) && System.nanoTime() < until) {
        Thread.sleep(ASK_EVERY_MS);
        given = given(http);
      }
      return given;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String digest() throws IOException {
    try (HttpConnection http = new HttpConnection(port)) {
      return given(http).digest();
    }
  }

  /** Submits a job without starting it and reads the content that it got, as of the submission. */
  private Given given(HttpConnection http) throws IOException {
    HttpConnection.Reply reply = http.call("POST", "/v1/jobs", submission);
    long at = System.nanoTime();
    if (reply.status() != 201) {
      throw new IOException("submission refused: " + reply.text());
    }
    String path = "/v1/jobs/" + JSON.readTree(reply.body()).path("job_id").asText();
    JsonNode job = JSON.readTree(http.call("GET", path, null).body());
    return new Given(job.path("payload").path("digest").asText(), at);
  }
}
