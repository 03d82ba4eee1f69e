package dev.sluice.wire;

import java.util.Map;

/**
 * What a job needs of a worker.
 *
 * @param cpu cores, a fraction allowed
 * @param ramMb memory in MiB
 * @param labels every one must be among the worker's, with the same value
 */
public record Requirements(double cpu, long ramMb, Map<String, String> labels) {
  public static final Requirements DEFAULT = new Requirements(1, 256, Map.of());

  public Requirements {
    labels = Map.copyOf(labels);
  }
}
