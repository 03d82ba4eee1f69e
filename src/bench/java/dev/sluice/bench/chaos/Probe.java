package dev.sluice.bench.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A client that submits a job every 250 ms, and never waits for an earlier answer. */
final class Probe {
  private static final int EVERY_MS = 250;
  private static final int PATIENCE_MS = 60_000;
  private static final byte[] BODY = "{\"operation\":\"status\"}".getBytes(US_ASCII);

  private final int port;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService clients = Executors.newCachedThreadPool();
  private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
  private long began;

  /**
   * @param what its status, or {@code none} without an answer
   * @param sentMs since the begin
   */
  private record Answer(String what, long sentMs, long answeredMs) {}

  Probe(int port) {
    this.port = port;
  }

  void start() {
    began = System.nanoTime();
    clock.scheduleAtFixedRate(
        () -> clients.execute(this::submit), 0, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  void end() throws InterruptedException {
    clock.shutdown();
    clock.awaitTermination(1, TimeUnit.SECONDS);
    clients.shutdown();
    clients.awaitTermination(PATIENCE_MS, TimeUnit.MILLISECONDS);
  }

  private long sinceBegin() {
    return (System.nanoTime() - began) / 1_000_000;
  }

  private void submit() {
    long sent = sinceBegin();
    String what;
    try (HttpConnection http = new HttpConnection(port, PATIENCE_MS)) {
      what = String.valueOf(http.call("POST", "/v1/jobs", BODY).status());
    } catch (IOException e) {
      what = "none";
    }
    answers.add(new Answer(what, sent, sinceBegin()));
  }

  /**
   * @param awayMs from the begin until the store was there again
   */
  void report(long awayMs, Figure figure) {
    Map<String, Integer> meanwhile = new TreeMap<>();
    Map<String, Integer> afterwards = new TreeMap<>();
    for (Answer answer : answers) {
      (answer.sentMs() < awayMs ? meanwhile : afterwards).merge(answer.what(), 1, Integer::sum);
    }
    figure
        .with("answers_meanwhile", meanwhile)
        .with("answers_afterwards", afterwards)
        .with("slowest_s", slowest() / 1e3)
        .with("first_stored_s", firstStored(0) / 1e3)
        .with("away_s", awayMs / 1e3)
        .with("stored_after_return_s", (firstStored(awayMs) - awayMs) / 1e3)
        .with("last_refused_s", lastRefused() / 1e3);
  }

  private long slowest() {
    return answers.stream().mapToLong(a -> a.answeredMs() - a.sentMs()).max().orElse(0);
  }

  private long firstStored(long fromMs) {
    return answers.stream()
        .filter(a -> a.what().equals("201") && a.answeredMs() >= fromMs)
        .mapToLong(Answer::answeredMs)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private long lastRefused() {
    return answers.stream()
        .filter(a -> !a.what().equals("201"))
        .mapToLong(Answer::answeredMs)
        .max()
        .orElse(0);
  }
}
