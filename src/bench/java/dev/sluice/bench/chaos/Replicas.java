package dev.sluice.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Percentiles;
import dev.sluice.bench.harness.ServerProcess;
import dev.sluice.bench.harness.SseClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures what it costs that a reader and an agent use different servers: the time from opening a
 * stream to the first byte of output, and from there to the end of the job, beside the same on one
 * server, in alternation. Then kills the leader again and again, and measures the time until a job
 * that is submitted to another server prints.
 */
public final class Replicas implements Benchmark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double POLLING_TARGET_MS = 250;
  private static final double TAKE_OVER_TARGET_S = 5;

  @Override
  public String name() {
    return "replicas";
  }

  @Override
  public String summary() {
    return "reader and agent on different servers; the leader is killed; baseline: one server";
  }

  @Override
  public String options() {
    return "--warm-up 500 --samples 200 --kills 20 --change-streams no";
  }

  private record Sample(Percentiles firstByte, Percentiles end) {
    Sample() {
      this(new Percentiles(), new Percentiles());
    }
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    Path directory = Files.createTempDirectory("sluice-replicas");
    Benchmark.say("logs are in %s", directory);
    String changeStreams = options.text("change-streams", "no");
    try (Cluster cluster = Cluster.start(directory, 2, 2, Sabotage.NONE, changeStreams)) {
      drain(cluster, 1, true);
      Sample local = new Sample();
      Sample other = new Sample();
      int warmUp = options.number("warm-up", 500);
      for (int i = 0; i < warmUp + options.number("samples", 200); i++) {
        sample(cluster.servers().get(0).port(), i < warmUp ? new Sample() : local);
        sample(cluster.servers().get(1).port(), i < warmUp ? new Sample() : other);
      }
      drain(cluster, 1, false);
      Percentiles takeOver = takeOver(cluster, options.number("kills", 20));
      return figures(local, other, takeOver);
    }
  }

  private static List<Figure> figures(Sample local, Sample other, Percentiles takeOver) {
    double first = other.firstByte.millis(50);
    double worst = takeOver.millis(99) / 1e3;
    return List.of(
        Figure.of(
                "replicas",
                "ms p50",
                first,
                local.firstByte.millis(50),
                "<= 250 ms with polling",
                first <= POLLING_TARGET_MS)
            .with("p99_ms", other.firstByte.millis(99))
            .with("local_p99_ms", local.firstByte.millis(99))
            .with("samples", other.firstByte.count()),
        Figure.of(
                "replicas_end",
                "ms p50",
                other.end.millis(50),
                local.end.millis(50),
                "<= 250 ms with polling",
                other.end.millis(50) <= POLLING_TARGET_MS)
            .with("p99_ms", other.end.millis(99))
            .with("local_p99_ms", local.end.millis(99)),
        Figure.of(
                "replicas_leader",
                "s p99",
                worst,
                local.firstByte.millis(50) / 1e3,
                "<= 5 s",
                worst <= TAKE_OVER_TARGET_S)
            .with("p50_s", takeOver.millis(50) / 1e3)
            .with("kills", takeOver.count()));
  }

  private static void sample(int port, Sample sample) throws Exception {
    try (HttpConnection http = new HttpConnection(port)) {
      String id = ServerProcess.submit(http, "echo hi", false);
      long opened = System.nanoTime();
      SseClient stream = SseClient.open(http, id, true);
      if (stream.await("stdout") == null) {
        throw new IOException("no output of " + id);
      }
      long printed = System.nanoTime();
      if (!stream.completes()) {
        throw new IOException(id + " did not complete");
      }
      sample.firstByte.add(printed - opened);
      sample.end.add(System.nanoTime() - printed);
    }
  }

  private static Percentiles takeOver(Cluster cluster, int kills) throws Exception {
    Percentiles taken = new Percentiles();
    for (int i = 0; i < kills; i++) {
      int leader = leader(cluster);
      Cluster.Server survivor = cluster.servers().get(1 - leader);
      // Each agent here knows one server; behind a balancer it would go to the other one.
      drain(cluster, leader, true);
      long killed = System.nanoTime();
      cluster.servers().get(leader).node().kill();
      try (HttpConnection http = new HttpConnection(survivor.port())) {
        String id = ServerProcess.submit(http, "echo hi", false);
        if (SseClient.open(http, id, true).await("stdout") == null) {
          throw new IOException("no output of " + id);
        }
      }
      taken.add(System.nanoTime() - killed);
      Benchmark.say("%.2f s", taken.millis(100) / 1e3);
      cluster.calm();
      awaitBoth(cluster);
      drain(cluster, leader, false);
    }
    return taken;
  }

  private static int leader(Cluster cluster) throws Exception {
    for (int i = 0; ; i = 1 - i) {
      JsonNode info = info(cluster.servers().get(i).port());
      if (info.path("leader").path("server").equals(info.path("server"))) {
        return i;
      }
      Thread.sleep(50);
    }
  }

  private static void awaitBoth(Cluster cluster) throws Exception {
    for (Cluster.Server server : cluster.servers()) {
      while (info(server.port()).path("servers").size() != 2) {
        Thread.sleep(50);
      }
    }
  }

  private static JsonNode info(int port) throws IOException {
    try (HttpConnection http = new HttpConnection(port)) {
      return JSON.readTree(http.call("GET", "/v1/info", null).body());
    }
  }

  private static void drain(Cluster cluster, int agent, boolean drains) throws IOException {
    try (HttpConnection http = new HttpConnection(cluster.servers().get(agent).port())) {
      String path = "/v1/workers/agent-" + agent + (drains ? "/drain" : "/undrain");
      if (http.call("POST", path, null).status() != 200) {
        throw new IOException("cannot drain agent-" + agent);
      }
    }
  }
}
