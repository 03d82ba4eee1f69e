package dev.sluice.bench;

import java.util.List;

/** One thing to measure. It starts what it needs and ends it; every loop in it is bounded. */
interface Benchmark {
  String name();

  String summary();

  /** The figures found; the first is the one that the benchmark is named after. */
  List<Figure> run(Options options) throws Exception;
}
