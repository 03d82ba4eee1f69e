package dev.sluice.bench.chaos;

import dev.sluice.bench.harness.HttpConnection;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How the calls of clients ended, by kind; those that should not be are kept as evidence. */
public final class Answers {
  private static final int KEPT = 20;

  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  void answered(String call, HttpConnection.Reply reply) {
    int status = reply.status();
    boolean retries = reply.retryAfter() != null;
    count(status < 500 ? status / 100 + "xx" : status + (retries ? " with Retry-After" : ""));
    if (status >= 500 && !(status == 503 && retries) || status == 429) {
      failed(call + ": " + status + " " + reply.text());
    }
  }

  /** No answer: the connection was refused, or cut before the answer was complete. */
  void failed(String call, IOException e) {
    String kind = e instanceof ConnectException ? "refused" : "cut";
    count(kind);
    failed(call + ": " + kind + ": " + e);
  }

  /** The connection of a stream was refused or cut; its reader resumes. */
  void streamFailed(IOException e) {
    count(e instanceof ConnectException ? "stream refused" : "stream cut");
  }

  private void count(String kind) {
    counts.merge(kind, 1, Integer::sum);
  }

  private void failed(String evidence) {
    if (failures.size() < KEPT) {
      failures.add(System.currentTimeMillis() + " " + evidence);
    }
  }

  public Map<String, Integer> counts() {
    return new TreeMap<>(counts);
  }

  /** How many calls ended that way. */
  public int count(List<String> kinds) {
    return kinds.stream().mapToInt(kind -> counts.getOrDefault(kind, 0)).sum();
  }

  /** The first calls that failed otherwise than by a 503 with {@code Retry-After}. */
  public List<String> failures() {
    return List.copyOf(failures);
  }
}
