package dev.sluice.bench.chaos;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.Options;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the store away from a server under load, and counts what clients are told meanwhile, how
 * soon submissions are stored again, and what was lost.
 */
public final class StoreAway implements Benchmark {
  /** For the answers that are under way when the fault ends. */
  private static final long AFTER_MS = 15_000;

  private interface Step {
    void run() throws Exception;
  }

  /** A way in which the store is not there, and how it comes back. */
  private record Absence(Step begin, Step end) {}

  @Override
  public String name() {
    return "away";
  }

  @Override
  public String summary() {
    return "violations, answers and the time to heal when the store is away under load";
  }

  @Override
  public String options() {
    return "--seed 1 --seconds 60 --before 15 --agents 2 --clients 6 --pause-ms 1000"
        + " --how kill,stop,hold,dead";
  }

  @Override
  public int exitCode(List<Figure> figures) {
    return figures.stream().allMatch(figure -> figure.value() == 0) ? 0 : 1;
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (String how : options.text("how", "kill,stop,hold,dead").split(",")) {
      figures.add(run(how, options));
    }
    return figures;
  }

  private static Figure run(String how, Options options) throws Exception {
    int seed = options.number("seed", 1);
    Trial trial = new Trial();
    Probe probe;
    long away;
    try (Cluster cluster =
        Cluster.start(trial.directory, 1, options.number("agents", 2), Sabotage.NONE)) {
      trial.watch(cluster);
      Load load = new Load(cluster::clientPort, trial.oracle, trial.effects, seed, Sabotage.NONE);
      load.start(options.number("clients", 6), options.number("pause-ms", 1_000));
      Thread.sleep(options.number("before", 15) * 1_000L);
      probe = new Probe(cluster.servers().get(0).ofClients().port());
      Absence absence = absence(how, cluster);
      long from = System.currentTimeMillis();
      absence.begin().run();
      probe.start();
      Thread.sleep(options.number("seconds", 60) * 1_000L);
      absence.end().run();
      away = System.currentTimeMillis() - from;
      Thread.sleep(AFTER_MS);
      probe.end();
      trial.oracle.windows.add(new Oracle.Window("store", how, from, from + away));
      load.finish(180_000);
      trial.check(cluster);
    }
    Figure figure = Trial.figure("away " + how, trial.violations());
    probe.report(away, figure);
    return figure.with("seed", seed).with("jobs", trial.oracle.jobs.size());
  }

  private static Absence absence(String how, Cluster cluster) {
    Node store = cluster.store();
    Relay wire = cluster.servers().get(0).toStore();
    return switch (how) {
      case "kill" -> new Absence(store::kill, store::start);
      case "stop" -> new Absence(() -> store.signal("STOP"), () -> store.signal("CONT"));
      case "hold" -> new Absence(wire::hold, wire::pass);
      // The connections that stand lead nowhere, new ones pass.
      case "dead" -> new Absence(wire::abandon, () -> {});
      default -> throw new IllegalArgumentException("no such absence: " + how);
    };
  }
}
