package dev.sluice.bench.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.SseClient;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Follows the events of the registry and records when each arrived. */
final class TaskNews implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpConnection http;
  private final BlockingQueue<News> heard = new LinkedBlockingQueue<>();

  /**
   * An event about a task.
   *
   * @param at {@link System#nanoTime} of its arrival
   */
  record News(String kind, JsonNode data, long at) {}

  /** Opens the stream and waits for its first event. */
  TaskNews(int port) throws IOException {
    http = new HttpConnection(port);
    SseClient stream = SseClient.read(http, "/v1/tasks/events");
    if (stream.await("hello") == null) {
      throw new IOException("the events of the registry ended");
    }
    Thread reader = new Thread(() -> follow(stream), "task-news");
    reader.setDaemon(true);
    reader.start();
  }

  private void follow(SseClient stream) {
    try {
      for (SseClient.Event e = stream.next(); e != null; e = stream.next()) {
        // The events about syncs do not matter here.
        if (e.name().startsWith("task_") || e.name().equals("error")) {
          heard.add(new News(e.name(), JSON.readTree(e.data()), System.nanoTime()));
        }
      }
    } catch (IOException closed) {
      // A caller of await runs into its time limit.
      return;
    }
  }

  /** The next event about any task. */
  News await(long seconds) throws IOException, InterruptedException {
    News news = heard.poll(seconds, TimeUnit.SECONDS);
    if (news == null) {
      throw new IOException("no event about a task within " + seconds + " s");
    }
    return news;
  }

  /** Drops the events that arrived but were not awaited, and returns their number. */
  int drain() {
    int count = heard.size();
    heard.clear();
    return count;
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
