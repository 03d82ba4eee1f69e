package dev.sluice.bench.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.Heap;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Processes;
import dev.sluice.bench.harness.ServerProcess;
import dev.sluice.files.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures a registry with many tasks in one directory and many versions of one task in another:
 * the first sync (baseline: reading all their files); a sync without changes (baseline: reading the
 * attributes of all files); the heap of the server; lists and look-ups; the start of a server that
 * has them; and the time from a save to its event.
 */
public final class Registry implements Benchmark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VERSIONED = "versioned";
  private static final int UNCHANGED = 5;

  /** The target for a sync without changes, as a fraction of the first sync. */
  private static final double NEAR_FREE = 1 / 20.0;

  /**
   * A sync on request.
   *
   * @param millis from request to answer
   * @param writeMillis the part of it after all sources were read
   */
  private record Sync(double millis, double writeMillis) {}

  @Override
  public String name() {
    return "registry";
  }

  @Override
  public String summary() {
    return "5 000 tasks and 1 000 versions of one: syncs, heap, lists, save to event; baseline:"
        + " file I/O";
  }

  @Override
  public String options() {
    return "--tasks 5000 --versions 1000 --samples 500 --saves 20";
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    int tasks = options.number("tasks", 5_000);
    int versions = options.number("versions", 1_000);
    int samples = options.number("samples", 500);
    int saves = options.number("saves", 20);
    Path tree = Files.createTempDirectory("sluice-bench-tasks");
    try {
      TaskTrees.many(tree.resolve("many"), tasks);
      TaskTrees.versions(tree.resolve("versions"), VERSIONED, versions);
      List<Figure> figures = new ArrayList<>();
      // No periodic syncs: each sync is requested and measured.
      ServerProcess first = ServerProcess.start(sources(tree, "off"));
      double empty;
      try (HttpConnection http = new HttpConnection(first.port())) {
        figures.addAll(syncs(first, http, TreeWalk.of(tree), tasks + versions));
        figures.addAll(new RegistryReads(http, samples).measure(tasks, VERSIONED, versions));
        empty = startOfNone();
      } catch (Exception e) {
        first.close();
        throw e;
      }
      try (ServerProcess server = first.restart(sources(tree, "1m"))) {
        figures.add(Figure.of("registry start", "ms", server.startMillis(), empty, "", null));
        server.awaitTask(TaskTrees.name(0));
        figures.addAll(
            new TaskSaves(tree.resolve("many"), tasks / 2, server.port()).measure(saves));
      }
      return figures;
    } finally {
      DirectoryTree.delete(tree);
    }
  }

  private static String[] sources(Path tree, String syncEvery) {
    String source = "-Dsluice.tasks.sources[0].";
    return new String[] {
      "--tasks",
      tree.resolve("many").toString(),
      source + "type=filesystem",
      source + "name=versions",
      source + "path=" + tree.resolve("versions"),
      "-Dsluice.tasks.samples=false",
      "-Dsluice.tasks.sync-every=" + syncEvery,
      // On a slow machine too, a sync waits until every source was read once.
      "-Dsluice.tasks.patience=10m"
    };
  }

  private static List<Figure> syncs(
      ServerProcess server, HttpConnection http, TreeWalk walk, int expected) throws Exception {
    long heapBefore = Heap.of(server.pid()).bytes();
    double cpuBefore = Processes.cpuSeconds(server.pid());
    Sync cold = sync(http, "added", expected);
    double cpu = Processes.cpuSeconds(server.pid()) - cpuBefore;
    double hostsCpu = Processes.cpuSecondsOfChildren(server.pid());
    double[] all = new double[UNCHANGED];
    double[] writes = new double[UNCHANGED];
    for (int i = 0; i < UNCHANGED; i++) {
      Sync again = sync(http, "unchanged", expected);
      all[i] = again.millis();
      writes[i] = again.writeMillis();
    }
    double unchanged = TreeWalk.median(all);
    long heap = Heap.of(server.pid()).bytes();
    return List.of(
        Figure.of(
                "registry unchanged",
                "ms",
                unchanged,
                walk.statMillis(),
                "<= 1/20 of the first sync",
                unchanged <= cold.millis() * NEAR_FREE)
            .with("of_first", unchanged / cold.millis())
            .with("first_of_all_ms", all[0])
            .with("write_ms", TreeWalk.median(writes)),
        Figure.of("registry first sync", "ms", cold.millis(), walk.readMillis(), "", null)
            .with("versions", expected)
            .with("files", walk.files())
            .with("bytes", walk.bytes())
            .with("discover_ms", cold.millis() - cold.writeMillis())
            .with("write_ms", cold.writeMillis())
            .with("server_cpu_s", cpu)
            .with("task_hosts_cpu_s", hostsCpu),
        Figure.of("registry heap", "MB live", heap / 1e6, heapBefore / 1e6, "", null)
            .with("bytes_each", (heap - heapBefore) / (double) expected));
  }

  /** Requests a sync, which must report {@code expected} versions and no error. */
  private static Sync sync(HttpConnection http, String what, int expected) throws IOException {
    long began = System.nanoTime();
    HttpConnection.Reply reply = http.call("POST", "/v1/tasks/sync", null);
    double millis = (System.nanoTime() - began) / 1e6;
    JsonNode result = JSON.readTree(reply.body());
    if (result.path(what).asInt() != expected || !result.path("errors").isEmpty()) {
      throw new IOException("not " + expected + " " + what + ": " + reply.text());
    }
    return new Sync(millis, result.path("took_ms").asDouble());
  }

  /** The start time of a server without tasks, milliseconds. */
  private static double startOfNone() throws Exception {
    try (ServerProcess none = ServerProcess.start("-Dsluice.tasks.samples=false")) {
      return none.startMillis();
    }
  }
}
