package dev.sluice.bench;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Processes;
import dev.sluice.bench.harness.ServerProcess;
import dev.sluice.bench.harness.SseClient;
import dev.sluice.bench.harness.StoreBaseline;
import dev.sluice.bench.harness.Submitters;
import dev.sluice.files.DirectoryTree;
import dev.sluice.store.embedded.EmbeddedMongo;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures jobs that do nothing, over HTTP, with one agent in a process of its own: each submitter
 * submits a job, reads its stream to the end and starts over. The limit on a worker's CPU usage is
 * lifted, since clients, server and agent share the cores of one machine.
 */
final class NoOpJobs implements Benchmark {
  private static final String ANY_CPU = "-Dsluice.schedule.max-cpu-usage=1000";
  private static final List<String> NO_OP = List.of("true");

  @Override
  public String name() {
    return "jobs";
  }

  @Override
  public String summary() {
    return "no-op jobs/s over HTTP, one agent, 1, 8 and 64 submitters; baseline: store writes/s";
  }

  @Override
  public String options() {
    return "--seconds 10 --submitters 64,8,1 --counted 100 --parallel 16 --warm-up 60";
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    long millis = options.number("seconds", 10) * 1000L;
    List<Integer> submitters = options.numbers("submitters", "64,8,1");
    Map<String, Long> counted = countWrites(options.number("counted", 100));
    double writesPerJob =
        counted.values().stream().mapToLong(n -> n).sum() / (double) options.number("counted", 100);
    List<Figure> figures = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start("--no-worker", ANY_CPU)) {
      Process agent = startAgent(server, options.number("parallel", 16));
      Submitters.rate(server, 16, options.number("warm-up", 60) * 1000L, NoOpJobs::runJob);
      for (int count : submitters) {
        double serverCpu = Processes.cpuSeconds(server.pid());
        double agentCpu = Processes.cpuSeconds(agent.pid());
        double jobs = Submitters.rate(server, count, millis, NoOpJobs::runJob);
        double done = jobs * millis / 1e3;
        serverCpu = (Processes.cpuSeconds(server.pid()) - serverCpu) * 1e3 / done;
        agentCpu = (Processes.cpuSeconds(agent.pid()) - agentCpu) * 1e3 / done;
        double writes;
        try (StoreBaseline store = new StoreBaseline()) {
          store.rate(count, 3_000);
          writes = store.rate(count, 4_000);
        }
        double starts = startsPerSecond(Math.min(count, 16), 3_000);
        double possible = writes / writesPerJob;
        figures.add(
            Figure.of(
                    "jobs/" + count,
                    "jobs/s",
                    jobs,
                    possible,
                    ">= 1/2 of store writes/s / writes per job",
                    jobs >= possible / 2)
                .with("store_writes_per_s", writes)
                .with("writes_per_job", writesPerJob)
                .with("process_starts_per_s", starts)
                .with("server_cpu_ms_per_job", serverCpu)
                .with("agent_cpu_ms_per_job", agentCpu));
      }
    }
    figures.get(0).with("writes", counted.toString());
    return figures;
  }

  private static Process startAgent(ServerProcess server, int parallel) throws Exception {
    return server.startAgent(
        "bench", "--cpu", "1000", "--ram-mb", "100000", "--max-parallel", String.valueOf(parallel));
  }

  /** The write commands that the store receives for {@code jobs} jobs in sequence. */
  private static Map<String, Long> countWrites(int jobs) throws Exception {
    Path directory = Files.createTempDirectory("sluice-bench-count");
    try (EmbeddedMongo store = EmbeddedMongo.open(directory);
        CommandCounter counter = new CommandCounter(store.connectionString());
        ServerProcess server =
            ServerProcess.start(
                "--no-worker",
                ANY_CPU,
                "-Dquarkus.mongodb.connection-string=" + counter.connectionString())) {
      startAgent(server, 4);
      try (HttpConnection http = new HttpConnection(server.port())) {
        runJob(http);
        counter.reset();
        for (int i = 0; i < jobs; i++) {
          runJob(http);
        }
        return counter.writes();
      }
    } finally {
      DirectoryTree.delete(directory);
    }
  }

  private static void runJob(HttpConnection http) throws IOException {
    String id = ServerProcess.submit(http, NO_OP, true);
    if (!SseClient.open(http, id, false).completes()) {
      throw new IOException(id + " did not complete");
    }
  }

  /** The limit of this machine: starts of {@code setsid true} per second. */
  private static double startsPerSecond(int threads, long millis) throws InterruptedException {
    AtomicLong starts = new AtomicLong();
    CountDownLatch ended = new CountDownLatch(threads);
    long began = System.nanoTime();
    long until = began + millis * 1_000_000;
    for (int t = 0; t < threads; t++) {
      new Thread(
              () -> {
                ProcessBuilder builder =
                    new ProcessBuilder("setsid", "true")
                        .redirectInput(Redirect.from(new File("/dev/null")));
                try {
                  while (System.nanoTime() < until) {
                    builder.start().waitFor();
                    starts.incrementAndGet();
                  }
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                } finally {
                  ended.countDown();
                }
              })
          .start();
    }
    ended.await();
    return starts.get() / ((System.nanoTime() - began) / 1e9);
  }
}
