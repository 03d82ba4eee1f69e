package dev.sluice.bench.chaos;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Options;
import dev.sluice.files.DirectoryTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Puts a cluster under load, kills, stops and cuts off its processes at random, and checks that
 * nothing was lost, nothing ran twice, and every reader saw the log.
 */
public final class Chaos implements Benchmark {
  private static final long SETTLE_MS = 180_000;

  @Override
  public String name() {
    return "chaos";
  }

  @Override
  public String summary() {
    return "violations of what must hold when processes are killed, stopped and cut off";
  }

  @Override
  public String options() {
    return "--seed 1 --minutes 5 --seconds 0 --agents 4 --servers 1 --clients 6"
        + " --pause-ms 1000 --every-ms 2500 --sabotage none|acknowledge|lose|twice|result";
  }

  @Override
  public int exitCode(List<Figure> figures) {
    return figures.get(0).value() == 0 ? 0 : 1;
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    Path directory = Files.createTempDirectory("sluice-chaos");
    Path effects = Files.createDirectory(directory.resolve("effects"));
    Oracle oracle = new Oracle();
    Figure figure = run(options, directory, effects, oracle);
    Checks.processes(effects, oracle);
    for (Oracle.Violation violation : oracle.violations) {
      Benchmark.say(
          "VIOLATION %s: %s: %s", violation.check(), violation.job(), violation.evidence());
    }
    Figure counted =
        Figure.of(
            "chaos", "violations", oracle.violations.size(), 0, "0", oracle.violations.isEmpty());
    counted.more().putAll(figure.more());
    counted.with("violations", oracle.violations.size());
    if (oracle.violations.isEmpty()) {
      DirectoryTree.delete(directory);
    } else {
      Benchmark.say("logs, store and effects are in %s", directory);
    }
    return List.of(counted);
  }

  private static Figure run(Options options, Path directory, Path effects, Oracle oracle)
      throws Exception {
    int seed = options.number("seed", 1);
    int seconds = options.number("seconds", 0);
    long millis = seconds > 0 ? seconds * 1_000L : options.number("minutes", 5) * 60_000L;
    try (Cluster cluster =
        Cluster.start(
            directory,
            options.number("servers", 1),
            options.number("agents", 4),
            Sabotage.valueOf(options.text("sabotage", "none").toUpperCase(Locale.ROOT)))) {
      Load load = new Load(cluster, oracle, effects, seed);
      Faults faults = new Faults(cluster, oracle, seed, options.number("every-ms", 2_500));
      load.start(options.number("clients", 6), options.number("pause-ms", 1_000));
      faults.run(millis);
      faults.report();
      cluster.calm();
      load.finish(SETTLE_MS);
      Thread.sleep(2_000);
      try (HttpConnection http = new HttpConnection(cluster.servers().get(0).port(), 60_000)) {
        new Checks(oracle, effects, http).run();
      }
      return Figure.of("chaos", "", 0, 0, "", null)
          .with("seed", seed)
          .with("jobs", oracle.jobs.size())
          .with("kills", faults.kills())
          .with("faults", faults.counts().values().stream().mapToInt(n -> n).sum())
          .with("readers", load.readers());
    }
  }
}
