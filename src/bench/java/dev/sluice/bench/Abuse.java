package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.Footprint;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.ServerProcess;
import dev.sluice.bench.harness.SseClient;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/**
 * Measures what is left of clients that register workers in a loop, and that open a tail and drop
 * it: the server's live heap, threads and file descriptors before and afterwards.
 */
final class Abuse implements Benchmark {
  /** For what the server does once a client is gone; workers are forgotten within it. */
  private static final long SETTLE_MS = 25_000;

  private static final double MIB = 1 << 20;

  /** More live heap than this afterwards is a leak. */
  private static final double SPARE_MIB = 4;

  private static final int SPARE_HANDLES = 10;

  private interface Call {
    void make(HttpConnection http, int number) throws IOException;
  }

  @Override
  public String name() {
    return "abuse";
  }

  @Override
  public String summary() {
    return "heap, threads and descriptors after registrations and dropped tails; baseline: before";
  }

  @Override
  public String options() {
    return "--times 10000 --warm-up 1000";
  }

  @Override
  public int exitCode(List<Figure> figures) {
    return figures.stream().allMatch(Figure::met) ? 0 : 1;
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    int times = options.number("times", 10_000);
    int warmUp = options.number("warm-up", 1_000);
    try (ServerProcess server =
        ServerProcess.start(
            "--no-worker",
            "-Dsluice.workers.heartbeat=1s",
            "-Dsluice.workers.offline-after=3s",
            "-Dsluice.workers.forget-after=3s")) {
      String job;
      try (HttpConnection http = new HttpConnection(server.port())) {
        job = ServerProcess.submit(http, Collections.singletonList("true"), false);
      }
      String path = "/v1/jobs/" + job + "/stream?start=false";
      Call tail = (http, number) -> drop(server, path);
      loop(server, warmUp, (http, number) -> register(http, "warm-" + number));
      loop(server, warmUp, tail);
      return List.of(
          measure(
              "registrations of one name",
              server,
              times,
              (http, number) -> register(http, "the-same")),
          measure(
              "registrations of new names",
              server,
              times,
              (http, number) -> register(http, "worker-" + number)),
          measure("tails opened and dropped", server, times, tail));
    }
  }

  private static Figure measure(String name, ServerProcess server, int times, Call call)
      throws Exception {
    Thread.sleep(SETTLE_MS);
    Footprint before = Footprint.of(server.pid());
    long began = System.nanoTime();
    loop(server, times, call);
    double rate = times / ((System.nanoTime() - began) / 1e9);
    Footprint loaded = Footprint.of(server.pid());
    Thread.sleep(SETTLE_MS);
    Footprint after = Footprint.of(server.pid());
    boolean met =
        after.heap() - before.heap() <= SPARE_MIB * MIB
            && after.threads() <= before.threads() + SPARE_HANDLES
            && after.descriptors() <= before.descriptors() + SPARE_HANDLES;
    Figure figure =
        Figure.of(name, "MiB live", after.heap() / MIB, before.heap() / MIB, "no leak", met)
            .with("right_after_mib", loaded.heap() / MIB)
            .with("threads", before.threads() + " -> " + after.threads())
            .with("descriptors", before.descriptors() + " -> " + after.descriptors())
            .with("calls", times)
            .with("per_second", rate);
    Benchmark.say("%s", figure.line());
    return figure;
  }

  private static void loop(ServerProcess server, int times, Call call) throws IOException {
    try (HttpConnection http = new HttpConnection(server.port())) {
      for (int i = 0; i < times; i++) {
        call.make(http, i);
      }
    }
  }

  private static void register(HttpConnection http, String name) throws IOException {
    String body =
        """
        {"worker_id": "%s", "hostname": "h", "cpu_count": 1, "ram_total_mb": 64,
         "max_parallel": 1, "capabilities": ["none"]}
        """;
    String secret = "Sluice-Name-Secret: secret-of-a-benchmark-" + name + "\r\n";
    HttpConnection.Reply reply =
        http.call("POST", "/v1/workers", secret, body.formatted(name).getBytes(UTF_8));
    if (reply.status() != 201 && reply.status() != 200) {
      throw new IOException("registration refused: " + reply.status() + " " + reply.text());
    }
  }

  /** Reads the first event of a stream, and closes the connection. */
  private static void drop(ServerProcess server, String path) throws IOException {
    try (HttpConnection own = new HttpConnection(server.port())) {
      if (SseClient.read(own, path).next() == null) {
        throw new IOException("the stream ended");
      }
    }
  }
}
