package dev.sluice.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** The entry point: lists the benchmarks, or runs one and prints what it found. */
public final class Bench {
  private static final List<Benchmark> ALL =
      List.of(
          new FirstByte(),
          new NoOpJobs(),
          new TaskRuns(),
          new Throughput(),
          new Tailers(),
          new Registry(),
          new ColdStart(),
          new StoreSpace(),
          new Failover());

  private Bench() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 0 || args[0].startsWith("-")) {
      ALL.forEach(b -> System.out.printf("%-12s %s%n", b.name(), b.summary()));
      System.exit(args.length == 0 || args[0].equals("--help") ? 0 : 2);
    }
    Benchmark chosen = ALL.stream().filter(b -> b.name().equals(args[0])).findFirst().orElse(null);
    if (chosen == null) {
      System.err.println("no benchmark is called " + args[0] + "; without a name they are listed");
      System.exit(2);
      return;
    }
    List<Figure> figures = chosen.run(new Options(args));
    System.out.println();
    figures.forEach(figure -> System.out.println(figure.line()));
    System.out.println(new ObjectMapper().writeValueAsString(Figure.json(figures)));
    System.exit(0);
  }

  static void say(String format, Object... args) {
    System.out.printf(format + "%n", args);
    System.out.flush();
  }
}
