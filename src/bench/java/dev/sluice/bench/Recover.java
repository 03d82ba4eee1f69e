package dev.sluice.bench;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Percentiles;
import dev.sluice.bench.harness.ServerProcess;
import dev.sluice.bench.harness.SseClient;
import java.io.IOException;
import java.util.List;

/**
 * Measures the time from the death of the agent that runs a job to the first byte that the job
 * prints on another agent: after kill -9, where the operating system closes the agent's
 * connections, and after SIGSTOP, where they stay open and nothing comes any more. The baseline is
 * the time from the submission of a job to its first byte.
 */
final class Recover implements Benchmark {
  private static final double TARGET_S = 2;

  /** Its first attempt runs until the agent dies. */
  private static final String COMMAND = "echo up; [ $SLUICE_ATTEMPT -gt 1 ] || sleep 600";

  @Override
  public String name() {
    return "recover";
  }

  @Override
  public String summary() {
    return "agent dies -> its job prints on another; baseline: submission -> first byte";
  }

  @Override
  public String options() {
    return "--kills 50 --stops 3 --offline-after 30";
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    int offlineAfter = options.number("offline-after", 30);
    try (ServerProcess server =
            ServerProcess.start(
                "--no-worker", "-Dsluice.workers.offline-after=" + offlineAfter + "s");
        HttpConnection http = new HttpConnection(server.port())) {
      Fleet fleet = new Fleet(server, http);
      Percentiles killed = fleet.fail(options.number("kills", 50), Process::destroyForcibly);
      Percentiles stopped = fleet.fail(options.number("stops", 3), Recover::stop);
      double baseline = fleet.firstBytes.millis(50) / 1e3;
      double worst = killed.millis(99) / 1e3;
      return List.of(
          Figure.of("recover", "s p99", worst, baseline, "<= 2 s", worst <= TARGET_S)
              .with("p50_s", killed.millis(50) / 1e3)
              .with("worst_s", killed.millis(100) / 1e3)
              .with("kills", killed.count()),
          Figure.of("recover_stopped", "s worst", stopped.millis(100) / 1e3, offlineAfter, "", null)
              .with("stops", stopped.count()));
    }
  }

  private static void stop(Process agent) throws IOException {
    new ProcessBuilder("kill", "-STOP", String.valueOf(agent.pid())).inheritIO().start();
  }

  /** What ends the work of an agent. */
  @FunctionalInterface
  private interface Fault {
    void strike(Process agent) throws IOException;
  }

  /** One agent that runs the job and one that is idle. */
  private static final class Fleet {
    private final ServerProcess server;
    private final HttpConnection http;
    private final Percentiles firstBytes = new Percentiles();
    private int started;
    private Process running;

    Fleet(ServerProcess server, HttpConnection http) throws Exception {
      this.server = server;
      this.http = http;
      this.running = startAgent();
    }

    private Process startAgent() throws Exception {
      return server.startAgent("agent-" + started++);
    }

    Percentiles fail(int times, Fault fault) throws Exception {
      Percentiles taken = new Percentiles();
      for (int i = 0; i < times; i++) {
        taken.add(failOnce(fault));
        Benchmark.say("%.2f s", taken.millis(100) / 1e3);
      }
      return taken;
    }

    private long failOnce(Fault fault) throws Exception {
      long submitted = System.nanoTime();
      String id = ServerProcess.submit(http, COMMAND, false);
      SseClient stream = SseClient.open(http, id, true);
      stream.await("stdout");
      firstBytes.add(System.nanoTime() - submitted);
      Process dead = running;
      running = startAgent();
      long struck = System.nanoTime();
      fault.strike(dead);
      stream.await("stdout");
      long taken = System.nanoTime() - struck;
      if (!stream.completes()) {
        throw new IllegalStateException("the job " + id + " did not complete");
      }
      dead.destroyForcibly();
      return taken;
    }
  }
}
