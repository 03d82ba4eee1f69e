package dev.sluice.bench.tail;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.Heap;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Processes;
import dev.sluice.bench.harness.ServerProcess;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures many readers of one job that prints twenty lines a second, each line an event: whether
 * each receives all events, the rate of events, and the heap that a reader costs the server, before
 * the first output and in a pause of the job half-way. Then all readers read the whole log again at
 * once.
 */
public final class Tailers implements Benchmark {
  private static final double ALLOWED = 10 * 1024;
  private static final int QUIET_S = 3;

  @Override
  public String name() {
    return "tailers";
  }

  @Override
  public String summary() {
    return "1 000 and 10 000 readers of one job: loss, events/s, heap each; baseline: bare sockets";
  }

  @Override
  public String options() {
    return "--events 100 --readers 10000,1000";
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    int events = options.number("events", 100);
    List<Figure> figures = new ArrayList<>();
    for (int readers : options.numbers("readers", "10000,1000")) {
      double bare = Broadcast.rate(readers, events);
      try (ServerProcess server = ServerProcess.start()) {
        server.awaitWorker("built-in");
        warmUp(server);
        figures.addAll(measure(server, readers, events, bare));
      }
    }
    return figures;
  }

  private static void warmUp(ServerProcess server) throws Exception {
    try (HttpConnection http = new HttpConnection(server.port());
        TailerPool pool = new TailerPool()) {
      String id = ServerProcess.submit(http, lines(40), false);
      pool.connect(server.port(), path(id), 200);
      http.call("POST", "/v1/jobs/" + id + "/start", null);
      pool.readToEnd(60);
    }
  }

  private static List<Figure> measure(ServerProcess server, int readers, int events, double bare)
      throws Exception {
    try (HttpConnection http = new HttpConnection(server.port());
        TailerPool pool = new TailerPool()) {
      String half = lines(events / 2);
      Path gate = Files.createTempDirectory("sluice-bench").resolve("go-on");
      String wait = "; until [ -e %s ]; do sleep 0.1; done; ".formatted(gate);
      String id = ServerProcess.submit(http, half + wait + half, false);
      long residentBefore = Processes.resident(server.pid());
      Heap before = Heap.of(server.pid());
      pool.connect(server.port(), path(id), readers);
      Heap waiting = Heap.of(server.pid());
      http.call("POST", "/v1/jobs/" + id + "/start", null);
      long began = System.nanoTime();
      double cpuBefore = Processes.cpuSeconds(server.pid());
      pool.readUntilQuiet(QUIET_S, 300);
      double rate = pool.events() / ((System.nanoTime() - began) / 1e9 - QUIET_S);
      double cpu = (Processes.cpuSeconds(server.pid()) - cpuBefore) * 1e6 / pool.events();
      boolean inPause = pool.isLevel();
      Heap midway = Heap.of(server.pid());
      Files.createFile(gate);
      pool.readToEnd(300);
      Files.delete(gate);
      Files.delete(gate.getParent());
      Tailer expected = replay(server, id);
      long lost = pool.different(expected);
      long resident = Processes.resident(server.pid()) - residentBefore;
      double replayRate = replayAll(server, id, readers, expected);

      double perReader =
          Math.max(waiting.bytes() - before.bytes(), midway.bytes() - before.bytes())
              / (double) readers;
      return List.of(
          Figure.of(
                  "tailers/" + readers,
                  "B heap each",
                  perReader,
                  ALLOWED,
                  "no loss, <= 10 KB heap each",
                  inPause && lost == 0 && perReader <= ALLOWED)
              .with("readers_that_lost", lost)
              .with("measured_in_pause", inPause)
              .with("events", expected.events())
              .with("heap_waiting", (waiting.bytes() - before.bytes()) / (double) readers)
              .with("heap_midway", (midway.bytes() - before.bytes()) / (double) readers)
              .with("rss_each", resident / (double) readers)
              .with("largest_classes", midway.growthSince(before, readers).toString()),
          Figure.of("tailers/" + readers + " live", "events/s", rate, bare, "", null)
              .with("offered", readers * 20)
              .with("server_cpu_us_per_event", cpu),
          Figure.of("tailers/" + readers + " replay", "events/s", replayRate, bare, "", null));
    }
  }

  private static double replayAll(ServerProcess server, String id, int readers, Tailer expected)
      throws Exception {
    long began = System.nanoTime();
    try (TailerPool pool = new TailerPool()) {
      pool.connect(server.port(), path(id), readers);
      pool.readToEnd(300);
      if (pool.different(expected) > 0) {
        throw new IllegalStateException("the second read of the log differs from the first");
      }
      return pool.events() / ((System.nanoTime() - began) / 1e9);
    }
  }

  /** Reads the whole log with one reader, as the expectation. */
  private static Tailer replay(ServerProcess server, String id) throws Exception {
    Tailer tailer = new Tailer();
    try (HttpConnection http = new HttpConnection(server.port());
        InputStream in = http.stream(path(id))) {
      tailer.feed(ByteBuffer.wrap(in.readAllBytes()));
    }
    return tailer;
  }

  private static String path(String id) {
    return "/v1/jobs/" + id + "/stream?start=false";
  }

  private static String lines(int count) {
    return "i=0; while [ $i -lt %d ]; do echo line $i; i=$((i+1)); sleep 0.05; done"
        .formatted(count);
  }
}
