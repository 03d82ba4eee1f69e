package dev.sluice.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Edits a task of a watched directory again and again, scripts and versions in turn: when readers
 * of events hear of it, when a job that names the task gets the new content, and whether each save
 * is told of once.
 */
final class TaskSaves {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The server's {@code debounce}, unless it is told otherwise. */
  private static final int SILENCE_MS = 200;

  /** What is not watched yet, or not any more, is found by the sync of every minute. */
  private static final int PATIENCE_S = 90;

  /** A second event for the same save would come within it. */
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

  /** What a new job is given. */
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

  /** Beside the silence that a save is to be followed by. */
  List<Figure> measure(int count) throws Exception {
    try (TaskNews news = new TaskNews(port)) {
      // Nobody says when a tree is watched: what comes at once was not found by a sync.
      while (save(news).toEvent() > 5e9) {
        if (saves > 5) {
          throw new IOException("saves are not noticed");
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

  /** Nanoseconds from the begin of a save. */
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
      throw new IOException("a job got " + now.digest() + ", told was " + told.data());
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

  /** Submits a job, which stays as it is, and asks what it was given; as of the submission. */
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
