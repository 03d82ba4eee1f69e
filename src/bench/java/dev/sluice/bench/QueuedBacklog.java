package dev.sluice.bench;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.Footprint;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Percentiles;
import dev.sluice.bench.harness.Processes;
import dev.sluice.bench.harness.ServerProcess;
import dev.sluice.bench.harness.SseClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Measures how long a job waits from the opening of its gate to its assignment while many jobs are
 * queued that cannot run: some fit on no worker, the others are not due. Baseline: the same server
 * with a hundred of them. All of them precede the measured jobs in the queue.
 */
final class QueuedBacklog implements Benchmark {
  private static final int BASELINE_JOBS = 100;
  private static final int BATCH = 1_000;
  private static final int PROGRESS = 50_000;

  @Override
  public String name() {
    return "backlog";
  }

  @Override
  public String summary() {
    return "submission -> assignment behind queued jobs that cannot run; baseline: behind 100";
  }

  @Override
  public String options() {
    return "--jobs 10000 --unfit 9000 --samples 200 --warm-up 300";
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    int jobs = options.number("jobs", 10_000);
    int unfit = options.number("unfit", jobs / 10 * 9);
    int samples = options.number("samples", 200);
    try (ServerProcess server = ServerProcess.start();
        HttpConnection http = new HttpConnection(server.port())) {
      server.awaitWorker("built-in");
      queue(http, BASELINE_JOBS, BASELINE_JOBS / 10 * 9);
      measure(server, http, options.number("warm-up", 300));
      Percentiles few = measure(server, http, samples);
      double fewMib = residentMib(server);
      double fewLive = liveMib(server);
      long began = System.nanoTime();
      queue(http, jobs - BASELINE_JOBS, unfit - BASELINE_JOBS / 10 * 9);
      double queuedIn = (System.nanoTime() - began) / 1e9;
      Percentiles many = measure(server, http, samples);
      double manyMib = residentMib(server);
      return List.of(
          Figure.of("backlog", "ms p50", many.millis(50), few.millis(50), "", null)
              .with("p99_ms", many.millis(99))
              .with("baseline_p99_ms", few.millis(99))
              .with("jobs", jobs)
              .with("unfit", unfit)
              .with("queued_in_s", queuedIn)
              .with("live_mib", liveMib(server))
              .with("baseline_live_mib", fewLive)
              .with("rss_mib", manyMib)
              .with("baseline_rss_mib", fewMib));
    }
  }

  private static double residentMib(ServerProcess server) throws IOException {
    return Processes.resident(server.pid()) / (double) (1 << 20);
  }

  private static double liveMib(ServerProcess server) throws IOException {
    return Footprint.of(server.pid()).heap() / (double) (1 << 20);
  }

  private static void queue(HttpConnection http, int jobs, int unfit)
      throws IOException, InterruptedException {
    String rest = "{\"operation\":\"exec\",\"command\":\"true\",\"start\":true,\"priority\":9,%s}";
    String unfitJob = rest.formatted("\"requirements\":{\"labels\":{\"has\":\"nothing\"}}");
    String laterJob =
        rest.formatted("\"not_before\":\"" + Instant.now().plusSeconds(86_400) + "\"");
    for (int from = 0; from < jobs; from += BATCH) {
      List<String> batch = new ArrayList<>();
      for (int i = from; i < Math.min(jobs, from + BATCH); i++) {
        batch.add(i < unfit ? unfitJob : laterJob);
      }
      String body = "{\"jobs\":[" + String.join(",", batch) + "]}";
      submit(http, "backlog-" + unfit + "-" + from, body.getBytes(StandardCharsets.UTF_8));
      if ((from + BATCH) % PROGRESS == 0) {
        Benchmark.say("%d jobs are queued", from + BATCH);
      }
    }
  }

  /** Repeats the submission, under its key, while the server says that its store did not answer. */
  private static void submit(HttpConnection http, String key, byte[] batch)
      throws IOException, InterruptedException {
    String header = "Idempotency-Key: " + key + "\r\n";
    HttpConnection.Reply reply = http.call("POST", "/v1/jobs/batch", header, batch);
    for (int i = 0; reply.status() == 503 && i < 60; i++) {
      Thread.sleep(1_000);
      reply = http.call("POST", "/v1/jobs/batch", header, batch);
    }
    if (reply.status() != 200) {
      throw new IOException("batch refused: " + reply.status() + " " + reply.text());
    }
  }

  /** From the request that submits and opens a job to the event of its attempt. */
  private static Percentiles measure(ServerProcess server, HttpConnection http, int samples)
      throws IOException {
    Percentiles waits = new Percentiles();
    for (int i = 0; i < samples; i++) {
      long began = System.nanoTime();
      String id = ServerProcess.submit(http, Collections.singletonList("true"), true);
      SseClient stream = SseClient.open(http, id, false);
      if (stream.await("attempt") == null) {
        throw new IOException(id + " was not assigned");
      }
      waits.add(System.nanoTime() - began);
      if (!stream.completes()) {
        throw new IOException(id + " did not complete: " + server.job(id));
      }
    }
    return waits;
  }
}
