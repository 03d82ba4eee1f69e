package dev.sluice.wire;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The resources and labels that a job requires of a worker.
 *
 * @param cpu cores, a fraction allowed
 * @param ramMb memory in MiB
 * @param labels the worker must have each of them with the same value
 */
public record Requirements(double cpu, long ramMb, Map<String, String> labels) {
  /** The name of a label, of which no part has a meaning to a store. */
  public static final Pattern LABEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,127}");

  /** A label that each worker has by itself: its id. */
  public static final String WORKER_LABEL = "worker_id";

  /** A label that each worker has by itself, once for each of its devices: the id of the device. */
  public static final String DEVICE_LABEL = "device";

  /**
   * A label that each worker has by itself, once for each model that one of its processes serves:
   * the model's id.
   */
  public static final String MODEL_LABEL = "model_id";

  public static final Requirements DEFAULT = new Requirements(1, 256, Map.of());

  public Requirements {
    labels = Map.copyOf(labels);
  }
}
