package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Percentiles;
import dev.sluice.bench.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * Spawns HTTP servers on several nodes; kills and stops some, kills the agent of a node; measures
 * each time until the list of processes is right.
 */
final class NodeProcesses implements Benchmark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GONE = "gone";
  private static final double TARGET_MS = 2_000;
  private static final long HANG_NANOS = 120_000_000_000L;

  private final Map<String, String> expected = new TreeMap<>();
  private final Map<String, Long> pids = new TreeMap<>();
  private final Map<String, List<String>> byNode = new TreeMap<>();
  private final Map<String, String> jobs = new TreeMap<>();

  @Override
  public String name() {
    return "processes";
  }

  @Override
  public String summary() {
    return "until the list of processes is right; baseline: a read of the list, or see the row";
  }

  @Override
  public String options() {
    return "--servers 20 --nodes 3 --each 4";
  }

  @Override
  public int exitCode(List<Figure> figures) {
    return figures.stream().allMatch(f -> f.met() == null || f.met()) ? 0 : 1;
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    int servers = options.number("servers", 20);
    int nodes = options.number("nodes", 3);
    int each = options.number("each", 4);
    List<Figure> figures = new ArrayList<>();
    double direct = startDirectly(servers);
    try (ServerProcess server = ServerProcess.start("--no-worker");
        HttpConnection http = new HttpConnection(server.port())) {
      List<Process> agents = new ArrayList<>();
      for (int i = 0; i < nodes; i++) {
        String parallel = String.valueOf(servers);
        agents.add(
            server.startAgent("n" + i, "--cpu=8", "--ram-mb=4096", "--max-parallel=" + parallel));
      }
      double spawned = millis(() -> spawnAll(http, servers), http);
      learn(http);
      figures.add(
          Figure.of("all READY", "ms", spawned, direct, "", null)
              .with("nodes", byNode.values().stream().map(List::size).toList().toString()));
      double read = read(http);
      figures.add(changes("kill -9 of a process", each, read, http, "FAILED", this::kill));
      figures.add(killAgent(agents.get(nodes - 1), "n" + (nodes - 1), http));
      figures.add(changes("process_stop", each, read, http, "STOPPED", id -> stop(http, id)));
      figures.add(
          changes("cancel of the job", each, read, http, "STOPPED", id -> cancel(http, id)));
      stopRest(http);
      long left = pids.values().stream().filter(NodeProcesses::runs).count();
      figures.add(Figure.of("left running", "processes", left, servers, "0", left == 0));
    }
    return figures;
  }

  private interface Change {
    void make(String id) throws Exception;
  }

  /** The same programs without Sluice, all at once, until each answers. */
  private static double startDirectly(int servers) throws Exception {
    Path empty = Files.createTempDirectory("sluice-bench");
    List<Process> direct = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      ports.add(ServerProcess.freePort());
    }
    long began = System.nanoTime();
    try {
      for (int port : ports) {
        direct.add(
            new ProcessBuilder(command(String.valueOf(port)))
                .directory(empty.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
      }
      for (int port : ports) {
        await("an answer on " + port, () -> answers(port));
      }
      return (System.nanoTime() - began) / 1e6;
    } finally {
      direct.forEach(Process::destroyForcibly);
      Files.delete(empty);
    }
  }

  private static List<String> command(String port) {
    return List.of("python3", "-m", "http.server", port, "--bind", "127.0.0.1");
  }

  private static boolean answers(int port) {
    try (HttpConnection http = new HttpConnection(port)) {
      return http.call("GET", "/", null).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void spawnAll(HttpConnection http, int servers) throws IOException {
    for (int i = 0; i < servers; i++) {
      String id = "web-" + i;
      String body =
          "{\"operation\":\"process_spawn\",\"process_id\":\"%s\",\"start\":true,"
              + "\"command\":%s,\"health_path\":\"/\",\"requirements\":{\"cpu\":0.1,\"ram_mb\":16}}";
      jobs.put(id, submit(http, body.formatted(id, JSON.writeValueAsString(command("{port}")))));
      expected.put(id, "READY");
    }
  }

  private static String submit(HttpConnection http, String body) throws IOException {
    HttpConnection.Reply reply = http.call("POST", "/v1/jobs", body.getBytes(UTF_8));
    if (reply.status() != 201) {
      throw new IOException("refused: " + reply.status() + " " + reply.text());
    }
    return JSON.readTree(reply.body()).path("job_id").asText();
  }

  private void learn(HttpConnection http) throws IOException {
    for (JsonNode process : list(http)) {
      String id = process.path("process_id").asText();
      pids.put(id, process.path("pid").asLong());
      byNode.computeIfAbsent(process.path("worker_id").asText(), node -> new ArrayList<>()).add(id);
    }
  }

  private static double read(HttpConnection http) throws IOException {
    Percentiles times = new Percentiles();
    for (int i = 0; i < 100; i++) {
      long began = System.nanoTime();
      list(http);
      times.add(System.nanoTime() - began);
    }
    return times.millis(50);
  }

  private Figure changes(
      String name, int times, double read, HttpConnection http, String after, Change change)
      throws Exception {
    Percentiles millis = new Percentiles();
    for (int i = 0; i < times; i++) {
      String id = readyOne();
      expected.put(id, after);
      millis.add((long) (millis(() -> change.make(id), http) * 1e6));
    }
    return Figure.of(
            name + ", p50",
            "ms",
            millis.millis(50),
            read,
            "max 2 s",
            millis.millis(100) <= TARGET_MS)
        .with("max", millis.millis(100))
        .with("times", times);
  }

  /** One that runs, of the node that has most of them. */
  private String readyOne() {
    return byNode.values().stream()
        .map(ids -> ids.stream().filter(id -> "READY".equals(expected.get(id))).toList())
        .max((one, other) -> Integer.compare(one.size(), other.size()))
        .orElseThrow()
        .get(0);
  }

  private void kill(String id) {
    ProcessHandle.of(pids.get(id)).orElseThrow().destroyForcibly();
  }

  private static void stop(HttpConnection http, String id) throws IOException {
    submit(
        http,
        "{\"operation\":\"process_stop\",\"process_id\":\"%s\",\"start\":true}".formatted(id));
  }

  private void cancel(HttpConnection http, String id) throws IOException {
    http.call("DELETE", "/v1/jobs/" + jobs.get(id), null);
  }

  private Figure killAgent(Process agent, String node, HttpConnection http) throws Exception {
    List<String> ids = byNode.get(node);
    List<Long> ran = ids.stream().map(pids::get).filter(NodeProcesses::runs).toList();
    ids.forEach(id -> expected.put(id, GONE));
    double[] ended = new double[1];
    double right =
        millis(
            () -> {
              long began = System.nanoTime();
              agent.destroyForcibly();
              await("its processes to end", () -> ran.stream().noneMatch(NodeProcesses::runs));
              ended[0] = (System.nanoTime() - began) / 1e6;
            },
            http);
    // The server waits for an agent whose connection broke (sluice.workers.suspect-for).
    return Figure.of("kill -9 of an agent", "ms", right, 1_000, "2 s", right <= TARGET_MS)
        .with("processes", ran.size())
        .with("they_end_after_ms", ended[0]);
  }

  private void stopRest(HttpConnection http) throws Exception {
    for (Map.Entry<String, String> each : expected.entrySet()) {
      if (each.getValue().equals("READY")) {
        each.setValue("STOPPED");
        stop(http, each.getKey());
      }
    }
    await("all to stop", () -> isRight(http));
  }

  private interface Action {
    void run() throws Exception;
  }

  /** Milliseconds from the begin of the change until the list is as expected. */
  private double millis(Action change, HttpConnection http) throws Exception {
    long began = System.nanoTime();
    change.run();
    await("the list to be right", () -> isRight(http));
    return (System.nanoTime() - began) / 1e6;
  }

  private boolean isRight(HttpConnection http) throws IOException {
    Map<String, String> found = new TreeMap<>();
    expected.forEach((id, status) -> found.put(id, GONE));
    for (JsonNode process : list(http)) {
      found.put(process.path("process_id").asText(), process.path("status").asText());
    }
    return found.equals(expected);
  }

  private static JsonNode list(HttpConnection http) throws IOException {
    return JSON.readTree(http.call("GET", "/v1/processes", null).body()).path("items");
  }

  /** Whether the process runs; one that has ended stays known until its parent reads its status. */
  private static boolean runs(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
    } catch (IOException gone) {
      return false;
    }
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long until = System.nanoTime() + HANG_NANOS;
    while (!condition.call()) {
      if (System.nanoTime() - until > 0) {
        throw new IllegalStateException("timed out waiting for " + what);
      }
      Thread.sleep(2);
    }
  }
}
