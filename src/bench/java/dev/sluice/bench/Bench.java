package dev.sluice.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.bench.chaos.Chaos;
import dev.sluice.bench.chaos.Replicas;
import dev.sluice.bench.chaos.StoreAway;
import dev.sluice.bench.chaos.StoreServer;
import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.Options;
import dev.sluice.bench.moves.Rolling;
import dev.sluice.bench.moves.Servers;
import dev.sluice.bench.moves.Spread;
import dev.sluice.bench.registry.Registry;
import dev.sluice.bench.schedule.Scheduling;
import dev.sluice.bench.tail.Tailers;
import java.util.List;

/** The entry point: lists the benchmarks, or runs one and prints its figures. */
public final class Bench {
  private static final List<Benchmark> ALL =
      List.of(
          new FirstByte(),
          new NoOpJobs(),
          new QueuedBacklog(),
          new Scheduling(),
          new Abuse(),
          new TaskRuns(),
          new Throughput(),
          new Tailers(),
          new Registry(),
          new ColdStart(),
          new StoreSpace(),
          new Recover(),
          new NodeProcesses(),
          new StoreServer(),
          new Chaos(),
          new StoreAway(),
          new Replicas(),
          new Rolling(),
          new Spread(),
          new Servers());

  private Bench() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 0 || args[0].startsWith("-")) {
      System.out.println("Usage: src/bench/run NAME [--option value]...\n");
      ALL.forEach(
          b -> System.out.printf("%-12s %s%n%13s%s%n", b.name(), b.summary(), "", b.options()));
      System.exit(args.length == 0 || args[0].equals("--help") ? 0 : 2);
    }
    Benchmark chosen = ALL.stream().filter(b -> b.name().equals(args[0])).findFirst().orElse(null);
    if (chosen == null) {
      System.err.println("unknown benchmark " + args[0] + "; run without a name to list them");
      System.exit(2);
      return;
    }
    List<Figure> figures = chosen.run(new Options(args));
    System.out.println();
    figures.forEach(figure -> System.out.println(figure.line()));
    System.out.println(new ObjectMapper().writeValueAsString(Figure.json(figures)));
    System.exit(chosen.exitCode(figures));
  }
}
