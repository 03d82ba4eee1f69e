package dev.sluice.bench.moves;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.bench.chaos.Node;
import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Processes;
import dev.sluice.bench.harness.ServerProcess;
import dev.sluice.bench.harness.SseClient;
import dev.sluice.files.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Many agents and jobs over several servers behind nginx without stickiness: whether each job runs
 * once, and how jobs and requests are spread.
 */
public final class Spread implements Benchmark {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String name() {
    return "spread";
  }

  @Override
  public String summary() {
    return "many agents and jobs over several servers behind nginx: each once, load spread";
  }

  @Override
  public String options() {
    return "--servers 3 --agents 200 --jobs 2000 --clients 32 --sleep-ms 1000";
  }

  @Override
  public int exitCode(List<Figure> figures) {
    return figures.get(0).value() == 0 ? 0 : 1;
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    Path directory = Files.createTempDirectory("sluice-spread");
    Benchmark.say("logs are in %s", directory);
    Figure figure = new Run(options, directory).measure();
    if (figure.value() == 0) {
      DirectoryTree.delete(directory);
    }
    return List.of(figure);
  }

  private static final class Run {
    private final Options options;
    private final Path directory;
    private final Path effects;
    private final int servers;
    private final int agents;
    private final int jobs;
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> ids = new ConcurrentLinkedQueue<>();
    private double seconds;

    Run(Options options, Path directory) throws IOException {
      this.options = options;
      this.directory = directory;
      this.effects = Files.createFile(directory.resolve("effects"));
      this.servers = options.number("servers", 3);
      this.agents = options.number("agents", 200);
      this.jobs = options.number("jobs", 2_000);
    }

    Figure measure() throws Exception {
      try (Site site = new Site(directory, servers);
          Nginx nginx = new Nginx(directory)) {
        site.startServers(servers);
        nginx.serve(site.ports(servers));
        site.startAgent(fleet(nginx.port()));
        awaitFleet(nginx.port());
        submit(nginx.port());
        attempts(site.servers().get(0).port());
        Figure figure = figure();
        return figure
            .with("requests_by_server", List.copyOf(nginx.requests().values()))
            .with("answers", nginx.statuses());
      }
    }

    private Node fleet(int port) {
      List<String> command = new ArrayList<>();
      command.addAll(List.of(Processes.java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
      command.addAll(List.of("-Xmx512m", "-Dhttp.maxConnections=1000"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(Fleet.class.getName(), "http://127.0.0.1:" + port));
      command.addAll(List.of(String.valueOf(agents), directory.resolve("work").toString()));
      return new Node("fleet", directory, command);
    }

    private void awaitFleet(int port) throws Exception {
      for (int i = 0; i < agents; i++) {
        Site.await(port, "/v1/workers/agent-" + i);
      }
      Benchmark.say("%d agents are registered", agents);
    }

    /** Each client submits a job, follows it through another connection, and starts over. */
    private void submit(int port) throws InterruptedException {
      AtomicInteger left = new AtomicInteger(jobs);
      int clients = options.number("clients", 32);
      ExecutorService pool = Executors.newFixedThreadPool(clients);
      long began = System.nanoTime();
      for (int i = 0; i < clients; i++) {
        pool.execute(
            () -> {
              while (left.getAndDecrement() > 0) {
                runOne(port);
              }
            });
      }
      pool.shutdown();
      if (!pool.awaitTermination(10, TimeUnit.MINUTES)) {
        violations.add("not all jobs ended in time");
      }
      seconds = (System.nanoTime() - began) / 1e9;
    }

    private void runOne(int port) {
      try {
        String id;
        try (HttpConnection http = new HttpConnection(port, 60_000)) {
          id = ServerProcess.submit(http, command(), false);
          ids.add(id);
        }
        try (HttpConnection http = new HttpConnection(port, 60_000)) {
          String text = output(SseClient.open(http, id, true));
          if (!text.equals(id + "\n")) {
            violations.add(id + " printed '" + text + "' to its reader");
          }
        }
      } catch (IOException e) {
        violations.add("a call failed: " + e);
      }
    }

    private String command() {
      return "echo \"$SLUICE_JOB_ID $SLUICE_WORKER_ID $SLUICE_ATTEMPT\" >>'%s'; sleep %s; echo $SLUICE_JOB_ID"
          .formatted(effects, options.number("sleep-ms", 1_000) / 1e3);
    }

    private static String output(SseClient stream) throws IOException {
      StringBuilder text = new StringBuilder();
      boolean done = false;
      for (SseClient.Event event = stream.next(); event != null; event = stream.next()) {
        if (event.name().equals("stdout")) {
          text.append(JSON.readTree(event.data()).path("text").asText());
        }
        done |= event.name().equals("done");
      }
      return done ? text.toString() : text + " and no end";
    }

    private void attempts(int port) throws IOException {
      try (HttpConnection http = new HttpConnection(port, 60_000)) {
        for (String id : ids) {
          JsonNode job = JSON.readTree(http.call("GET", "/v1/jobs/" + id, null).body());
          boolean once = job.path("attempt").asInt() == 1;
          if (!once || !job.path("status").asText().equals("COMPLETED")) {
            violations.add(job.toString());
          }
        }
      }
    }

    private Figure figure() throws IOException {
      List<String> ran;
      try (Stream<String> lines = Files.lines(effects)) {
        ran = lines.toList();
      }
      Map<String, Long> executions =
          ran.stream().collect(Collectors.groupingBy(l -> l.split(" ")[0], Collectors.counting()));
      executions.forEach(
          (id, n) -> {
            if (n != 1) {
              violations.add(id + " ran " + n + " times");
            }
          });
      if (executions.size() != jobs) {
        violations.add(executions.size() + " jobs ran, not " + jobs);
      }
      violations.stream().limit(20).forEach(v -> Benchmark.say("VIOLATION %s", v));
      long[] each = perAgent(ran);
      return Figure.of("spread", "violations", violations.size(), 0, "0", violations.isEmpty())
          .with("jobs", jobs)
          .with("agents", agents)
          .with("jobs_per_s", jobs / seconds)
          .with("jobs_per_agent_min", each[0])
          .with("jobs_per_agent_median", each[each.length / 2])
          .with("jobs_per_agent_max", each[each.length - 1]);
    }

    /** Jobs of each agent, the fewest first. */
    private long[] perAgent(List<String> ran) {
      Map<String, Long> counts = new TreeMap<>();
      IntStream.range(0, agents).forEach(i -> counts.put("agent-" + i, 0L));
      ran.forEach(line -> counts.merge(line.split(" ")[1], 1L, Long::sum));
      return counts.values().stream().mapToLong(n -> n).sorted().toArray();
    }
  }
}
