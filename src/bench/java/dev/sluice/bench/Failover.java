package dev.sluice.bench;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Percentiles;
import dev.sluice.bench.harness.ServerProcess;
import dev.sluice.bench.harness.SseClient;
import java.util.List;

/**
 * Measures the time from kill -9 of the agent that runs a job to the first byte that the job prints
 * on another agent.
 */
final class Failover implements Benchmark {
  @Override
  public String name() {
    return "failover";
  }

  @Override
  public String summary() {
    return "worker killed -> its job prints on another; baseline: the time until it is OFFLINE";
  }

  @Override
  public String options() {
    return "--times 3 --offline-after 30";
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    int times = options.number("times", 3);
    int offlineAfter = options.number("offline-after", 30);
    Percentiles taken = new Percentiles();
    try (ServerProcess server =
            ServerProcess.start(
                "--no-worker",
                "-Dsluice.schedule.max-cpu-usage=1000",
                "-Dsluice.workers.offline-after=" + offlineAfter + "s");
        HttpConnection http = new HttpConnection(server.port())) {
      Process next = server.startAgent("agent-0");
      for (int i = 0; i < times; i++) {
        String id = ServerProcess.submit(http, "echo up; sleep 2", false);
        SseClient stream = SseClient.open(http, id, true);
        stream.await("stdout");
        Process running = next;
        next = server.startAgent("agent-" + (i + 1));
        long killed = System.nanoTime();
        running.destroyForcibly();
        stream.await("stdout");
        taken.add(System.nanoTime() - killed);
        stream.completes();
        Benchmark.say("%.1f s", taken.millis(100) / 1e3);
      }
    }
    return List.of(
        Figure.of("failover", "s p50", taken.millis(50) / 1e3, offlineAfter, "", null)
            .with("worst_s", taken.millis(100) / 1e3));
  }
}
