package dev.sluice.worker.process;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device by the name that a client gives it: {@code cpu}, {@code cpu:N}, {@code cuda:N}, {@code
 * gpu:N}, {@code metal:N}, or in the older form {@code CPU-N}, {@code GPU-N}.
 */
final class DeviceName {
  static final String EXPECTED =
      "must be cpu, cpu:N, cuda:N, gpu:N, metal:N, CPU-N or GPU-N, with N from 0 to 63";

  /** The id of a CPU that each worker has, whether its agent registers devices or not. */
  static final String EVERY_CPU = "CPU-0";

  private static final Pattern NAME =
      Pattern.compile("(cpu)|(cpu|cuda|gpu|metal):(\\d{1,2})|(CPU|GPU)-(\\d{1,2})");

  private static final Map<String, String> KINDS =
      Map.of("cpu", "CPU", "cuda", "GPU", "gpu", "GPU", "metal", "METAL");

  private static final int MOST = 63;

  private DeviceName() {}

  /** The id that a worker registers for the device, as {@code GPU-0}; empty for another name. */
  static Optional<String> id(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    if (matcher.group(1) != null) {
      return Optional.of(EVERY_CPU);
    }
    boolean isOlder = matcher.group(4) != null;
    String kind = matcher.group(isOlder ? 4 : 2).toLowerCase(Locale.ROOT);
    int number = Integer.parseInt(matcher.group(isOlder ? 5 : 3));
    return number > MOST ? Optional.empty() : Optional.of(KINDS.get(kind) + "-" + number);
  }
}
