package dev.sluice.bench;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Percentiles;
import dev.sluice.bench.harness.ServerProcess;
import dev.sluice.bench.harness.SseClient;
import dev.sluice.bench.harness.StoreBaseline;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/**
 * Measures the time from opening the stream of a submitted {@code echo hi} to its first byte of
 * output, on an idle, warm system: the JIT has compiled the hot path after a few thousand jobs. A
 * sample of each baseline follows each sample, so that a disturbance affects all of them.
 */
final class FirstByte implements Benchmark {
  private static final int ROUND_TRIPS = 4;

  @Override
  public String name() {
    return "first-byte";
  }

  @Override
  public String summary() {
    return "open -> first output byte of 'echo hi'; baseline: sh -c 'echo hi' and store writes";
  }

  @Override
  public String options() {
    return "--warm-up 4000 --samples 500";
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    int warmUp = options.number("warm-up", 4000);
    int samples = options.number("samples", 500);
    Percentiles opened = new Percentiles();
    Percentiles shell = new Percentiles();
    Percentiles store = new Percentiles();
    try (ServerProcess server = ServerProcess.start();
        StoreBaseline baseline = new StoreBaseline();
        HttpConnection http = new HttpConnection(server.port())) {
      server.awaitWorker("built-in");
      for (int i = 0; i < warmUp + samples; i++) {
        long open = openToFirstByte(http);
        long start = shellToFirstByte();
        long began = System.nanoTime();
        baseline.write(i);
        if (i >= warmUp) {
          opened.add(open);
          shell.add(start);
          store.add(System.nanoTime() - began);
        }
        Thread.sleep(2); // idle: the previous attempt has been reported and cleaned up
      }
    }
    return figures(opened, shell, store);
  }

  private static List<Figure> figures(Percentiles opened, Percentiles shell, Percentiles store) {
    double p50 = opened.millis(50);
    double p99 = opened.millis(99);
    double allowed = shell.millis(50) + ROUND_TRIPS * store.millis(50);
    Figure median =
        Figure.of(
                "first-byte",
                "ms p50",
                p50,
                allowed,
                "p50 <= shell start + 4 store round trips",
                p50 <= allowed)
            .with("shell_p50_ms", shell.millis(50))
            .with("shell_p99_ms", shell.millis(99))
            .with("store_p50_ms", store.millis(50))
            .with("store_p99_ms", store.millis(99))
            .with("shell", "setsid sh -c 'echo hi' by ProcessBuilder, as the agent starts it")
            .with("samples", opened.count());
    Figure tail =
        Figure.of("first-byte p99", "ms p99", p99, p50, "p99 <= 5 x p50", p99 <= 5 * p50)
            .with("p90_ms", opened.millis(90));
    return List.of(median, tail);
  }

  private static long openToFirstByte(HttpConnection http) throws IOException {
    String id = ServerProcess.submit(http, "echo hi", false);
    long began = System.nanoTime();
    SseClient stream = SseClient.open(http, id, true);
    if (stream.await("stdout") == null) {
      throw new IOException("no output of " + id);
    }
    long took = System.nanoTime() - began;
    if (!stream.completes()) {
      throw new IOException(id + " did not complete");
    }
    return took;
  }

  /** Starts a process as the agent does for an exec job, without the rest. */
  private static long shellToFirstByte() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("setsid", "sh", "-c", "echo hi")
            .directory(new File("/tmp"))
            .redirectInput(Redirect.from(new File("/dev/null")));
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG"));
    long began = System.nanoTime();
    Process process = builder.start();
    if (process.getInputStream().read() != 'h') {
      throw new IOException("echo did not print");
    }
    long took = System.nanoTime() - began;
    process.waitFor();
    return took;
  }
}
