package dev.sluice.bench.harness;

import java.util.List;

/** One measurement. It starts and ends the processes that it needs; every loop is bounded. */
public interface Benchmark {
  String name();

  /** The quantity that it measures and its baseline, in one line. */
  String summary();

  /** Its options with their defaults, in one line. */
  String options();

  /** The figures; the benchmark is named after the first. */
  List<Figure> run(Options options) throws Exception;

  /** The exit code of the process after these figures. */
  default int exitCode(List<Figure> figures) {
    return 0;
  }

  /** Prints one line of progress. */
  static void say(String format, Object... args) {
    System.out.printf(format + "%n", args);
    System.out.flush();
  }
}
