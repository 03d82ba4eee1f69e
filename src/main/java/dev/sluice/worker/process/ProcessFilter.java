package dev.sluice.worker.process;

import dev.sluice.http.ProblemException;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which processes to list; null admits all.
 *
 * @param device the id of a device, as {@code GPU-0}
 */
record ProcessFilter(
    @Nullable String workerId,
    @Nullable String modelId,
    @Nullable ProcessStatus status,
    @Nullable String device) {
  /** The query parameters of a list of the whole fleet; the token is for the guard. */
  static final Set<String> PARAMETERS = Set.of("model_id", "status", "device", "access_token");

  static ProcessFilter ofWorker(@Nullable String workerId) {
    return new ProcessFilter(workerId, null, null, null);
  }

  /**
   * @throws ProblemException 400 for a status or device that cannot be
   */
  static ProcessFilter of(
      @Nullable String modelId, @Nullable String status, @Nullable String device) {
    return new ProcessFilter(null, modelId, status(status), device(device));
  }

  private static @Nullable ProcessStatus status(@Nullable String text) {
    try {
      return text == null ? null : ProcessStatus.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      String names =
          Arrays.stream(ProcessStatus.values()).map(Enum::name).collect(Collectors.joining(", "));
      throw ProblemException.invalid("status", "invalid_value", "must be one of " + names);
    }
  }

  private static @Nullable String device(@Nullable String text) {
    return text == null
        ? null
        : DeviceName.id(text)
            .orElseThrow(
                () -> ProblemException.invalid("device", "invalid_value", DeviceName.EXPECTED));
  }

  boolean admits(NodeProcess process) {
    return (workerId == null || workerId.equals(process.workerId()))
        && (modelId == null || modelId.equals(process.modelId()))
        && (status == null || status == process.status())
        && (device == null || device.equals(process.device()));
  }
}
