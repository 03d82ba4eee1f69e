package dev.sluice.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Percentiles;
import dev.sluice.bench.harness.ServerProcess;
import dev.sluice.bench.harness.SseClient;
import dev.sluice.bench.harness.Submitters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the task {@code addition} through the API, from submission to the last event of its
 * stream, on a warm system; baseline: the same as a command, {@code node -e}, in alternation. Then
 * the number of runs per second of one agent for each.
 */
final class TaskRuns implements Benchmark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANY_CPU = "-Dsluice.schedule.max-cpu-usage=1000";
  private static final String WITH =
      ",\"start\":true,\"timeout_ms\":60000,\"requirements\":{\"cpu\":0.01,\"ram_mb\":1}}";
  private static final byte[] TASK =
      body(
          "{\"operation\":\"task_run\",\"task\":\"addition\",\"version\":\"^1.0\","
              + "\"input\":{\"num1\":5,\"num2\":15}");
  private static final byte[] NODE =
      body(
          "{\"operation\":\"exec\",\"command\":[\"node\",\"-e\",\"const"
              + " i=JSON.parse(process.argv[1]);console.log(JSON.stringify({sum:i.num1+i.num2}))\","
              + "\"{\\\"num1\\\":5,\\\"num2\\\":15}\"]");

  private static byte[] body(String payload) {
    return (payload + WITH).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String name() {
    return "task";
  }

  @Override
  public String summary() {
    return "task_run of addition, submission -> done, p50/p99, runs/s; baseline: exec of node -e";
  }

  @Override
  public String options() {
    return "--warm-up 500 --samples 500 --seconds 10 --submitters 8 --parallel 4";
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    int warmUp = options.number("warm-up", 500);
    int samples = options.number("samples", 500);
    long millis = options.number("seconds", 10) * 1000L;
    int submitters = options.number("submitters", 8);
    Percentiles tasks = new Percentiles();
    Percentiles node = new Percentiles();
    List<Figure> figures = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start("--no-worker", ANY_CPU)) {
      server.startAgent(
          "bench",
          "--cpu",
          "1000",
          "--ram-mb",
          "100000",
          "--max-parallel",
          String.valueOf(options.number("parallel", 4)));
      try (HttpConnection http = new HttpConnection(server.port())) {
        server.awaitTask("addition");
        check(server, http);
        for (int i = 0; i < warmUp + samples; i++) {
          long task = timed(http, TASK);
          boolean both = i % 4 == 0 || i >= warmUp;
          long command = both ? timed(http, NODE) : 0;
          if (i >= warmUp) {
            tasks.add(task);
            node.add(command);
          }
        }
      }
      figures.add(
          Figure.of(
                  "task p50",
                  "ms",
                  tasks.millis(50),
                  node.millis(50),
                  "ahead of exec of node -e",
                  tasks.millis(50) < node.millis(50))
              .with("p90_ms", tasks.millis(90))
              .with("node_p90_ms", node.millis(90))
              .with("samples", tasks.count()));
      figures.add(
          Figure.of(
              "task p99",
              "ms",
              tasks.millis(99),
              node.millis(99),
              "ahead of exec of node -e",
              tasks.millis(99) < node.millis(99)));
      Submitters.rate(server, submitters, millis / 2, http -> runJob(http, TASK));
      double rate = Submitters.rate(server, submitters, millis, http -> runJob(http, TASK));
      double nodeRate = Submitters.rate(server, submitters, millis, http -> runJob(http, NODE));
      figures.add(
          Figure.of(
              "task runs/" + submitters,
              "runs/s",
              rate,
              nodeRate,
              "ahead of exec of node -e",
              rate > nodeRate));
    }
    return figures;
  }

  /** Checks once that both compute the sum. */
  private static void check(ServerProcess server, HttpConnection http) throws IOException {
    JsonNode task = server.job(runJob(http, TASK));
    if (task.path("result").path("output").path("sum").asInt() != 20) {
      throw new IOException("the task did not add: " + task);
    }
    runJob(http, NODE);
  }

  private static long timed(HttpConnection http, byte[] submission) throws IOException {
    long began = System.nanoTime();
    runJob(http, submission);
    return System.nanoTime() - began;
  }

  private static String runJob(HttpConnection http, byte[] submission) throws IOException {
    HttpConnection.Reply reply = http.call("POST", "/v1/jobs", submission);
    if (reply.status() != 201) {
      throw new IOException("submission refused: " + reply.status() + " " + reply.text());
    }
    String id = JSON.readTree(reply.body()).path("job_id").asText();
    if (!SseClient.open(http, id, false).completes()) {
      throw new IOException(id + " did not complete");
    }
    return id;
  }
}
