package dev.sluice.bench.moves;

import dev.sluice.bench.chaos.Answers;
import dev.sluice.bench.chaos.Load;
import dev.sluice.bench.chaos.Oracle;
import dev.sluice.bench.chaos.Sabotage;
import dev.sluice.bench.chaos.Trial;
import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.harness.Percentiles;
import java.util.List;

/**
 * Restarts each of several servers in turn under load, then takes away all but one and adds them
 * again: counts the calls that fail otherwise than by a 503 that says when to come back, the jobs
 * that such a move restarts, and what is lost.
 */
public final class Rolling implements Benchmark {
  /** Of a server from SIGTERM to its end. */
  private static final long END_LIMIT_NANOS = 15_000_000_000L;

  @Override
  public String name() {
    return "rolling";
  }

  @Override
  public String summary() {
    return "failed calls and restarted jobs when servers are restarted, added and taken away";
  }

  @Override
  public String options() {
    return "--servers 3 --rounds 5 --scale 1 --agents 4 --clients 6 --pause-ms 500 --seed 1"
        + " --balancer nginx,ready,none";
  }

  @Override
  public int exitCode(List<Figure> figures) {
    return figures.stream().allMatch(figure -> figure.value() == 0) ? 0 : 1;
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    java.util.ArrayList<Figure> figures = new java.util.ArrayList<>();
    for (String balancer : options.text("balancer", "nginx,ready,none").split(",")) {
      figures.add(new Run(options, balancer).measure());
    }
    return figures;
  }

  /** One run with one balancer. */
  private static final class Run {
    private final Options options;
    private final String kind;
    private final int servers;
    private final Trial trial = new Trial();
    private final Percentiles ends = new Percentiles();
    private final Percentiles starts = new Percentiles();

    Run(Options options, String kind) throws Exception {
      this.options = options;
      this.kind = kind;
      this.servers = options.number("servers", 3);
    }

    Figure measure() throws Exception {
      Benchmark.say("%s: logs are in %s", kind, trial.directory);
      Load load;
      try (Site site = new Site(trial.directory, servers);
          Balancer balancer = Balancer.of(kind, trial.directory)) {
        site.startServers(servers);
        balancer.serve(site.ports(servers));
        site.startAgents(
            balancer.port(), options.number("agents", 4), "--cpu", "4", "--ram-mb", "4096");
        load = load(balancer);
        restart(site);
        scale(site, balancer);
        load.finish(120_000);
        trial.check(site.servers().get(0).port());
      }
      judge(load);
      return figure(load);
    }

    private Load load(Balancer balancer) throws InterruptedException {
      int seed = options.number("seed", 1);
      Load load = new Load(balancer.entrance(), trial.oracle, trial.effects, seed, Sabotage.NONE);
      load.start(options.number("clients", 6), options.number("pause-ms", 500));
      Thread.sleep(3_000);
      return load;
    }

    private void restart(Site site) throws Exception {
      for (int round = 0; round < options.number("rounds", 5); round++) {
        for (Site.Server server : site.servers()) {
          end(server);
          start(server);
        }
        Benchmark.say("round %d: %d jobs so far", round + 1, trial.oracle.jobs.size());
      }
    }

    /** Down to one server and up again: the balancer hears of it before a server ends. */
    private void scale(Site site, Balancer balancer) throws Exception {
      for (int times = 0; times < options.number("scale", 1); times++) {
        for (int left = servers - 1; left > 0; left--) {
          balancer.serve(site.ports(left));
          end(site.servers().get(left));
          Thread.sleep(2_000);
        }
        for (int more = 1; more < servers; more++) {
          start(site.servers().get(more));
          balancer.serve(site.ports(more + 1));
          Thread.sleep(2_000);
        }
      }
    }

    private void end(Site.Server server) throws Exception {
      long began = System.nanoTime();
      server.node().end();
      long taken = System.nanoTime() - began;
      ends.add(taken);
      Benchmark.say("%d %s ended", System.currentTimeMillis(), server.node().name());
      if (taken > END_LIMIT_NANOS) {
        trial.oracle.violated("ends soon", "", "%s took %d ns", server.node().name(), taken);
      }
    }

    private void start(Site.Server server) throws Exception {
      long began = System.nanoTime();
      server.node().start();
      Site.await(server.port(), "/q/health/ready");
      starts.add(System.nanoTime() - began);
    }

    private void judge(Load load) {
      for (Oracle.Acknowledged job : trial.oracle.jobs.values()) {
        for (Oracle.Ending ending : job.endings) {
          if (ending.attempt() > 1) {
            trial.oracle.violated("no job is restarted", job.id, "%s", ending);
          }
        }
      }
      boolean balanced = !kind.equals("none");
      for (String failure : load.answers().failures()) {
        // Without a balancer a client meets the closed port itself.
        boolean unanswered = failure.contains(": refused: ") || failure.contains(": cut: ");
        if (balanced || !unanswered) {
          trial.oracle.violated("no call fails", "", "%s", failure);
        } else {
          Benchmark.say("unanswered: %s", failure);
        }
      }
    }

    private Figure figure(Load load) throws Exception {
      Answers answers = load.answers();
      return Trial.figure("rolling " + kind, trial.violations())
          .with("jobs", trial.oracle.jobs.size())
          .with("readers", load.readers())
          .with("answers", answers.counts())
          .with("restarts", starts.count())
          .with("end_p50_s", ends.millis(50) / 1e3)
          .with("end_worst_s", ends.millis(100) / 1e3)
          .with("ready_p50_s", starts.millis(50) / 1e3);
    }
  }
}
