package dev.sluice.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Follows the events of the registry, and notes when each came. */
final class TaskNews implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpConnection http;
  private final BlockingQueue<News> heard = new LinkedBlockingQueue<>();

  /**
   * Something that happened to a task.
   *
   * @param at {@link System#nanoTime} when it came
   */
  record News(String kind, JsonNode data, long at) {}

  /** Returns when the stream has begun. */
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
        // Syncs are told of besides, and are not what a task's reader waits for.
        if (e.name().startsWith("task_") || e.name().equals("error")) {
          heard.add(new News(e.name(), JSON.readTree(e.data()), System.nanoTime()));
        }
      }
    } catch (IOException closed) {
      // Whoever still waits is told so by the time limit.
      return;
    }
  }

  /** The next that happened to any task. */
  News await(long seconds) throws IOException, InterruptedException {
    News news = heard.poll(seconds, TimeUnit.SECONDS);
    if (news == null) {
      throw new IOException("no event of a task came within " + seconds + " s");
    }
    return news;
  }

  /** How many came that nobody has asked for yet; they are forgotten. */
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
