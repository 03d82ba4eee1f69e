package dev.sluice.bench.chaos;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.Options;
import java.util.List;
import java.util.Locale;

/**
 * Puts a cluster under load, kills, stops and cuts off its processes at random, and checks that
 * nothing was lost, nothing ran twice, and every reader saw the log.
 */
public final class Chaos implements Benchmark {
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
        + " --pause-ms 1000 --every-ms 2500 --settle-s 180 --change-streams no --sabotage "
        + Sabotage.names();
  }

  @Override
  public int exitCode(List<Figure> figures) {
    return figures.get(0).value() == 0 ? 0 : 1;
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    Trial trial = new Trial();
    Figure figure = run(options, trial);
    int violations = trial.violations();
    Figure counted = Trial.figure("chaos", violations);
    counted.more().putAll(figure.more());
    return List.of(counted.with("violations", violations));
  }

  private static Figure run(Options options, Trial trial) throws Exception {
    int seed = options.number("seed", 1);
    int seconds = options.number("seconds", 0);
    long millis = seconds > 0 ? seconds * 1_000L : options.number("minutes", 5) * 60_000L;
    Sabotage sabotage = Sabotage.valueOf(options.text("sabotage", "none").toUpperCase(Locale.ROOT));
    try (Cluster cluster =
        Cluster.start(
            trial.directory,
            options.number("servers", 1),
            options.number("agents", 4),
            sabotage,
            options.text("change-streams", "no"))) {
      trial.watch(cluster);
      Load load = new Load(cluster::clientPort, trial.oracle, trial.effects, seed, sabotage);
      Faults faults = new Faults(cluster, trial.oracle, seed, options.number("every-ms", 2_500));
      load.start(options.number("clients", 6), options.number("pause-ms", 1_000));
      faults.run(millis);
      faults.report();
      cluster.calm();
      load.finish(options.number("settle-s", 180) * 1_000L);
      trial.check(cluster);
      return Figure.of("chaos", "", 0, 0, "", null)
          .with("seed", seed)
          .with("jobs", trial.oracle.jobs.size())
          .with("kills", faults.kills())
          .with("leader_kills", faults.counts().getOrDefault("kill leader", 0))
          .with("faults", faults.counts().values().stream().mapToInt(n -> n).sum())
          .with("readers", load.readers());
    }
  }
}
