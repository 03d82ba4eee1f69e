package dev.sluice.bench;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Percentiles;
import dev.sluice.bench.harness.Processes;
import dev.sluice.bench.harness.ServerProcess;
import dev.sluice.bench.harness.SseClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the time from {@code ./sluice server} to ready and from {@code ./sluice agent} to
 * registered, with built class archives, over several starts, and their memory afterwards.
 * Baseline: the start of a JVM that does nothing.
 */
final class ColdStart implements Benchmark {
  private static final int JOBS = 200;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String summary() {
    return "cold start of server and agent to ready, and resident memory idle and after work";
  }

  @Override
  public String options() {
    return "--times 7";
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    int times = options.number("times", 7);
    ServerProcess.start().close(); // builds the archive of classes
    Percentiles jvm = new Percentiles();
    Percentiles server = new Percentiles();
    Percentiles agent = new Percentiles();
    Percentiles run = new Percentiles();
    long[] idle = new long[2];
    long[] worked = new long[2];
    for (int i = 0; i < times; i++) {
      jvm.add(
          time(
              List.of(
                  Processes.java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-version")));
      run.add(time(List.of(Processes.ROOT.resolve("sluice").toString(), "run", "--", "true")));
      try (ServerProcess started = ServerProcess.start()) {
        server.add((long) (started.startMillis() * 1e6));
        long began = System.nanoTime();
        Process node = started.startAgent("node");
        agent.add(System.nanoTime() - began);
        if (i == times - 1) {
          Thread.sleep(3_000);
          idle = resident(started, node);
          work(started);
          worked = resident(started, node);
        }
      }
    }
    return figures(jvm, server, agent, run, idle, worked);
  }

  private static List<Figure> figures(
      Percentiles jvm,
      Percentiles server,
      Percentiles agent,
      Percentiles run,
      long[] idle,
      long[] worked) {
    double empty = jvm.millis(50) / 1e3;
    double ready = server.millis(50) / 1e3;
    double registered = agent.millis(50) / 1e3;
    List<Figure> figures = new ArrayList<>();
    figures.add(
        Figure.of(
                "start",
                "s p50",
                ready,
                empty,
                "<= 1 s and 150 MB",
                ready <= 1 && idle[0] <= 150_000_000)
            .with("worst_s", server.millis(100) / 1e3)
            .with("rss_idle_mb", idle[0] / 1e6)
            .with("rss_after_work_mb", worked[0] / 1e6));
    figures.add(
        Figure.of(
                "start agent",
                "s p50",
                registered,
                empty,
                "<= 0.3 s and 60 MB",
                registered <= 0.3 && idle[1] <= 60_000_000)
            .with("worst_s", agent.millis(100) / 1e3)
            .with("rss_idle_mb", idle[1] / 1e6)
            .with("rss_after_work_mb", worked[1] / 1e6));
    figures.add(
        Figure.of(
            "sluice run -- true",
            "s p50",
            run.millis(50) / 1e3,
            ready,
            "about the start of the server",
            null));
    return figures;
  }

  private static long time(List<String> command) throws Exception {
    Path log = java.nio.file.Files.createTempFile("sluice-bench", ".log");
    long began = System.nanoTime();
    Processes.start(log, command).waitFor();
    long took = System.nanoTime() - began;
    java.nio.file.Files.delete(log);
    return took;
  }

  private static long[] resident(ServerProcess server, Process agent) throws Exception {
    return new long[] {Processes.resident(server.pid()), Processes.resident(agent.pid())};
  }

  /** Runs small jobs on both workers and one that prints 60 MB. */
  private static void work(ServerProcess server) throws Exception {
    try (HttpConnection http = new HttpConnection(server.port())) {
      for (int i = 0; i < JOBS; i++) {
        String command = i == 0 ? "yes | head -c 60000000" : "echo hi";
        SseClient.open(http, ServerProcess.submit(http, command, true), false).completes();
      }
    }
  }
}
