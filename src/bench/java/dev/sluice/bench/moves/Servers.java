package dev.sluice.bench.moves;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Processes;
import dev.sluice.bench.harness.ServerProcess;
import dev.sluice.bench.harness.SseClient;
import dev.sluice.bench.harness.Submitters;
import dev.sluice.bench.tail.TailerPool;
import dev.sluice.files.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures one, two and three servers on one store with the same agents, clients and readers: jobs
 * that do nothing a second, and events a second to many readers. Then what a second server costs
 * the store while nothing runs, and while jobs run on the first.
 */
public final class Servers implements Benchmark {
  private static final int AGENTS = 3;
  private static final List<String> NO_OP = List.of("true");

  @Override
  public String name() {
    return "servers";
  }

  @Override
  public String summary() {
    return "jobs/s and readers x events/s of 1, 2 and 3 servers; what a second one costs the store";
  }

  @Override
  public String options() {
    return "--counts 1,2,3 --seconds 20 --warm-up 20 --submitters 32 --readers 3000 --lines 100"
        + " --idle-s 20";
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    List<Figure> figures = new ArrayList<>();
    double[] ofOne = {0, 0, 0};
    for (int count : options.numbers("counts", "1,2,3")) {
      figures.addAll(new Run(options, count, false).measure(ofOne));
    }
    figures.addAll(new Run(options, 2, true).cost());
    return figures;
  }

  private static void runJob(HttpConnection http) throws IOException {
    String id = ServerProcess.submit(http, NO_OP, true);
    if (!SseClient.open(http, id, false).completes()) {
      throw new IOException(id + " did not complete");
    }
  }

  /** One number of servers. */
  private static final class Run {
    private final Options options;
    private final int count;
    private final boolean metered;
    private final Path directory = Files.createTempDirectory("sluice-servers");

    Run(Options options, int count, boolean metered) throws IOException {
      this.options = options;
      this.count = count;
      this.metered = metered;
    }

    List<Figure> measure(double[] ofOne) throws Exception {
      try (Site site = site(count)) {
        List<Integer> ports = site.ports(count);
        jobs(ports, options.number("warm-up", 20));
        double storeCpu = Processes.cpuSeconds(site.store().pid());
        double serverCpu = cpu(site, count);
        int seconds = options.number("seconds", 20);
        double jobs = jobs(ports, seconds);
        double done = jobs * seconds;
        storeCpu = (Processes.cpuSeconds(site.store().pid()) - storeCpu) * 1e3 / done;
        serverCpu = (cpu(site, count) - serverCpu) * 1e3 / done;
        double[] events = events(ports);
        if (count == 1 || ofOne[0] == 0) {
          System.arraycopy(new double[] {jobs, events[0], events[1]}, 0, ofOne, 0, 3);
        }
        String name = "servers/" + count;
        return List.of(
            Figure.of(name + " jobs", "jobs/s", jobs, ofOne[0], "", null)
                .with("server_cpu_ms_per_job", serverCpu)
                .with("store_cpu_ms_per_job", storeCpu),
            Figure.of(name + " live", "events/s", events[0], ofOne[1], "", null)
                .with("offered", options.number("readers", 3_000) * 20),
            Figure.of(name + " replay", "events/s", events[1], ofOne[2], "", null));
      } finally {
        DirectoryTree.delete(directory);
      }
    }

    private Site site(int started) throws Exception {
      Site site = new Site(directory, count, metered);
      site.startServers(started);
      site.startAgents(
          IntStream.range(0, AGENTS)
              .map(i -> site.servers().get(i % started).port())
              .boxed()
              .toList(),
          "--cpu",
          "1000",
          "--ram-mb",
          "100000",
          "--max-parallel",
          "16");
      return site;
    }

    private double jobs(List<Integer> ports, int seconds) throws Exception {
      return Submitters.rate(
          client -> ports.get(client % ports.size()),
          options.number("submitters", 32),
          seconds * 1_000L,
          Servers::runJob);
    }

    private static double cpu(Site site, int servers) {
      return site.servers().subList(0, servers).stream()
          .mapToDouble(server -> Processes.cpuSeconds(server.node().pid()))
          .sum();
    }

    /** Events a second to all readers of one job: while it prints, and once it has ended. */
    private double[] events(List<Integer> ports) throws Exception {
      String id;
      String path;
      double live;
      try (HttpConnection http = new HttpConnection(ports.get(0));
          TailerPool pool = new TailerPool()) {
        id = ServerProcess.submit(http, lines(options.number("lines", 100)), false);
        path = "/v1/jobs/" + id + "/stream?start=false";
        connect(pool, ports, path);
        http.call("POST", "/v1/jobs/" + id + "/start", null);
        live = rate(pool);
      }
      try (TailerPool pool = new TailerPool()) {
        long began = System.nanoTime();
        connect(pool, ports, path);
        pool.readToEnd(300);
        return new double[] {live, pool.events() / ((System.nanoTime() - began) / 1e9)};
      }
    }

    private void connect(TailerPool pool, List<Integer> ports, String path) throws IOException {
      for (int port : ports) {
        pool.connect(port, path, options.number("readers", 3_000) / ports.size());
      }
    }

    private static double rate(TailerPool pool) throws IOException {
      long began = System.nanoTime();
      pool.readToEnd(300);
      return pool.events() / ((System.nanoTime() - began) / 1e9);
    }

    private static String lines(int count) {
      return "i=0; while [ $i -lt %d ]; do echo line $i; i=$((i+1)); sleep 0.05; done"
          .formatted(count);
    }

    /** Of the second of two servers, while it is idle and while the first runs jobs. */
    List<Figure> cost() throws Exception {
      List<Figure> figures = new ArrayList<>();
      try (Site site = site(1)) {
        List<Integer> first = site.ports(1);
        jobs(first, options.number("warm-up", 20));
        figures.add(idle(site, "alone, idle", 0));
        figures.add(busy(site, "alone, busy", 0, first));
        site.startServers(2);
        Thread.sleep(5_000);
        figures.add(idle(site, "second, idle", 1));
        figures.add(busy(site, "second, first is busy", 1, first));
        figures.add(busy(site, "second, both are busy", 1, site.ports(2)));
      } finally {
        DirectoryTree.delete(directory);
      }
      return figures;
    }

    private Figure idle(Site site, String name, int server) throws Exception {
      Sample before = new Sample(site, server);
      Thread.sleep(options.number("idle-s", 20) * 1_000L);
      return before.until(new Sample(site, server), name);
    }

    private Figure busy(Site site, String name, int server, List<Integer> ports) throws Exception {
      Sample before = new Sample(site, server);
      double jobs = jobs(ports, options.number("seconds", 20));
      return before.until(new Sample(site, server), name).with("jobs_per_s", jobs);
    }
  }

  /** What was counted so far. */
  private record Sample(long nanos, long commands, long bytes, double storeCpu) {
    Sample(Site site, int server) {
      this(
          System.nanoTime(),
          site.meter(server).commands(),
          site.meter(server).bytes(),
          Processes.cpuSeconds(site.store().pid()));
    }

    Figure until(Sample later, String name) {
      double seconds = (later.nanos - nanos) / 1e9;
      return Figure.of(
              name, "commands/s", (later.commands - commands) / seconds, Double.NaN, "", null)
          .with("bytes_per_s", (later.bytes - bytes) / seconds)
          .with("store_cpu_percent", (later.storeCpu - storeCpu) / seconds * 100);
    }
  }
}
