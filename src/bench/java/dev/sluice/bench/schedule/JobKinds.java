package dev.sluice.bench.schedule;

import dev.sluice.wire.Requirements;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The kinds of jobs that are submitted and how often: sizes times labels, and two kinds that no
 * worker fits.
 */
final class JobKinds {
  private static final double[][] SIZES = {
    // cores, MiB, weight
    {0.25, 128, 20},
    {0.5, 256, 20},
    {1, 256, 30},
    {1, 1_024, 10},
    {2, 1_024, 10},
    {4, 4_096, 6},
    {8, 4_096, 3},
    {16, 8_192, 1},
  };

  private static final List<Labels> LABELS =
      List.of(
          new Labels("any", Map.of(), 60),
          new Labels("linux", Map.of("os", "linux"), 20),
          new Labels("windows", Map.of("os", "windows"), 4),
          new Labels("zone a", Map.of("zone", "a"), 6),
          new Labels("zone b", Map.of("zone", "b"), 4),
          new Labels("gpu", Map.of("gpu", "yes", "os", "linux"), 6));

  /** Of all jobs, those that fit no worker. */
  private static final double UNFIT = 0.02;

  private final List<One> all = new ArrayList<>();
  private final double[] upTo;

  private record Labels(String name, Map<String, String> labels, double weight) {}

  /**
   * One kind.
   *
   * @param share of all jobs
   */
  record One(String name, Requirements requirements, double share, boolean fits) {}

  JobKinds() {
    double sizes = sum(SIZES);
    double labels = LABELS.stream().mapToDouble(Labels::weight).sum();
    for (double[] size : SIZES) {
      for (Labels wanted : LABELS) {
        double share = (1 - UNFIT) * size[2] / sizes * wanted.weight() / labels;
        add(wanted.name(), size[0], (long) size[1], wanted.labels(), share, true);
      }
    }
    add("no such label", 1, 256, Map.of("has", "nothing"), UNFIT / 2, false);
    add("too large", 512, 256, Map.of(), UNFIT / 2, false);
    upTo = new double[all.size()];
    double sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += all.get(i).share();
      upTo[i] = sum;
    }
  }

  private static double sum(double[][] sizes) {
    double sum = 0;
    for (double[] size : sizes) {
      sum += size[2];
    }
    return sum;
  }

  private void add(
      String name, double cpu, long ramMb, Map<String, String> labels, double share, boolean fits) {
    all.add(new One(name + ", " + cpu + " CPU", new Requirements(cpu, ramMb, labels), share, fits));
  }

  List<One> all() {
    return all;
  }

  /** The number of a kind. */
  int named(String name) {
    int number = 0;
    while (!all.get(number).name().equals(name)) {
      number++;
    }
    return number;
  }

  /** The kind of a job by a number from 0 to 1. */
  int pick(double drawn) {
    for (int i = 0; i < upTo.length - 1; i++) {
      if (drawn < upTo[i]) {
        return i;
      }
    }
    return upTo.length - 1;
  }

  /** The mean number of cores of the jobs that fit, those that do not counting as none. */
  double meanCpu() {
    return all.stream()
        .filter(One::fits)
        .mapToDouble(k -> k.share() * k.requirements().cpu())
        .sum();
  }
}
