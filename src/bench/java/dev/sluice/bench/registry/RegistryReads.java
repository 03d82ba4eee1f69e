package dev.sluice.bench.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Percentiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Measures reads of the registry; baseline: a call that reads nothing from it. */
final class RegistryReads {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpConnection http;
  private final int samples;
  private final Percentiles live;

  /**
   * @param bytes the size of the last answer
   */
  private record Reads(Percentiles times, int bytes) {}

  /**
   * @param samples per kind of read, after half as many for warm-up
   */
  RegistryReads(HttpConnection http, int samples) throws IOException {
    this.http = http;
    this.samples = samples;
    live = reads(samples, i -> "/q/health/live").times();
  }

  /** The median of the baseline, milliseconds. */
  double live() {
    return live.millis(50);
  }

  /**
   * @param versioned name of the task with {@code versions} versions
   */
  List<Figure> measure(int tasks, String versioned, int versions) throws IOException {
    String all = "/v1/tasks?limit=50";
    String one = "/v1/tasks/" + versioned;
    String lot = all + "&q=lot-" + (tasks - 1) / TaskTrees.LOT;
    String last = lastPage(all);
    String oldest = lastPage(one + "?limit=100");
    String version = one + "/" + TaskTrees.version(0);
    List<Figure> figures = new ArrayList<>();
    figures.add(figure("list", i -> all));
    figures.add(figure("last page", i -> last));
    figures.add(figure("search", i -> lot));
    figures.add(figure("search without match", i -> all + "&q=lot-none"));
    figures.add(figure("tag", i -> all + "&tag=kind-" + i % TaskTrees.KINDS));
    figures.add(figure("versions", i -> one).with("versions", versions));
    figures.add(figure("oldest versions", i -> oldest));
    // Each definition is requested once.
    figures.add(
        figure(
            "new definition",
            Math.min(samples, tasks * 2 / 3),
            i -> "/v1/tasks/" + TaskTrees.name(i) + "/1.0.0"));
    figures.add(figure("definition", i -> version));
    return figures;
  }

  /** Follows the cursors to the end. */
  private String lastPage(String first) throws IOException {
    String page = first;
    for (String next = next(page); !next.isEmpty(); next = next(page)) {
      page = first + "&cursor=" + next;
    }
    return page;
  }

  private String next(String page) throws IOException {
    return JSON.readTree(get(page).body()).path("next").asText();
  }

  private Figure figure(String name, IntFunction<String> path) throws IOException {
    return figure(name, samples, path);
  }

  private Figure figure(String name, int count, IntFunction<String> path) throws IOException {
    Reads reads = reads(count, path);
    Percentiles times = reads.times();
    return Figure.of("registry " + name, "ms p50", times.millis(50), live(), "", null)
        .with("p99_ms", times.millis(99))
        .with("baseline_p99_ms", live.millis(99))
        .with("bytes", reads.bytes());
  }

  private Reads reads(int count, IntFunction<String> path) throws IOException {
    int warmUp = count / 2;
    Percentiles times = new Percentiles();
    int bytes = 0;
    for (int i = 0; i < warmUp + count; i++) {
      long began = System.nanoTime();
      bytes = get(path.apply(i)).body().length;
      if (i >= warmUp) {
        times.add(System.nanoTime() - began);
      }
    }
    return new Reads(times, bytes);
  }

  private HttpConnection.Reply get(String path) throws IOException {
    HttpConnection.Reply reply = http.call("GET", path, null);
    if (reply.status() != 200) {
      throw new IOException(path + " was answered " + reply.status() + " " + reply.text());
    }
    return reply;
  }
}
