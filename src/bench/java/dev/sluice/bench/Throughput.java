package dev.sluice.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Processes;
import dev.sluice.bench.harness.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Measures one job's output from its pipe through worker, server and store to a reader of typed
 * events.
 */
final class Throughput implements Benchmark {
  private static final double MB = 1e6;

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public String summary() {
    return "one job's output, yes | head -c 1G, worker -> server -> reader, MB/s; baseline: the"
        + " pipe";
  }

  @Override
  public String options() {
    return "--mib 1024 --warm-up-mib 128";
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    long bytes = options.number("mib", 1024) * (1L << 20);
    try (ServerProcess server = ServerProcess.start("-Dsluice.output.max-bytes=" + (4L << 30))) {
      server.awaitWorker("built-in");
      stream(server, options.number("warm-up-mib", 128) * (1L << 20));
      double pipe = pipe(bytes);
      double cpuBefore = Processes.cpuSeconds(server.pid());
      double seconds = stream(server, bytes);
      double cpu = Processes.cpuSeconds(server.pid()) - cpuBefore;
      double pipeAfter = pipe(bytes);
      double rate = bytes / MB / seconds;
      double baseline = (pipe + pipeAfter) / 2;
      return List.of(
          Figure.of(
                  "throughput",
                  "MB/s",
                  rate,
                  baseline,
                  ">= 100 MB/s and 1/3 of the pipe",
                  rate >= 100 && rate >= baseline / 3)
              .with("mib", bytes >> 20)
              .with("server_cpu_s", cpu)
              .with("server_rss_mib", Processes.resident(server.pid()) >> 20));
    }
  }

  private static double pipe(long bytes) throws IOException, InterruptedException {
    long began = System.nanoTime();
    Process process = new ProcessBuilder("sh", "-c", "yes | head -c " + bytes + " | cat").start();
    byte[] buffer = new byte[64 << 10];
    try (InputStream in = process.getInputStream()) {
      while (in.read(buffer) >= 0) {}
    }
    process.waitFor();
    return bytes / MB / ((System.nanoTime() - began) / 1e9);
  }

  /** Seconds from opening to the last event; every byte is counted. */
  private static double stream(ServerProcess server, long bytes) throws IOException {
    try (HttpConnection http = new HttpConnection(server.port())) {
      String id = ServerProcess.submit(http, "yes | head -c " + bytes, false);
      long began = System.nanoTime();
      long letters = 0;
      byte[] buffer = new byte[256 << 10];
      try (InputStream in = http.stream("/v1/jobs/" + id + "/stream")) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          letters += count(buffer, count);
        }
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      JsonNode output = server.job(id).path("output");
      // Other events, as keep-alives, contain a few more.
      if (output.path("bytes").asLong() != bytes
          || letters < bytes / 2
          || letters > bytes / 2 + 100) {
        throw new IOException(
            "incomplete output:  " + letters + " of " + bytes / 2 + ", " + output);
      }
      Benchmark.say("%d MiB: %.1f MB/s", bytes >> 20, bytes / MB / seconds);
      return seconds;
    }
  }

  private static long count(byte[] buffer, int length) {
    int letters = 0;
    for (int i = 0; i < length; i++) {
      if (buffer[i] == 'y') {
        letters++;
      }
    }
    return letters;
  }
}
