package dev.sluice.legacy.executor.worker;

import dev.sluice.http.ProblemException;
import dev.sluice.legacy.executor.ApiBody;
import dev.sluice.text.Printable;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.WorkerRegistration;
import dev.sluice.worker.WorkerId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the registration of an older agent. */
final class OlderRegistration {
  /** Characters. */
  private static final int LONGEST = 128;

  private static final double MOST_CORES = 4_096;
  private static final long MOST_MB = 1L << 30;

  private OlderRegistration() {}

  /**
   * @throws ProblemException 400 naming what is missing or wrong
   */
  static WorkerRegistration of(ApiBody body) {
    body.require("workerId and hostname are required", "workerId", "hostname");
    String id = body.textOrEmpty("workerId");
    if (!WorkerId.isValid(id) || WorkerId.SERVER.equals(id)) {
      throw ApiBody.refused(
          "workerId may have 128 letters, digits, '.', '_' and '-', and must not be 'server'");
    }
    double cores = Math.min(MOST_CORES, Math.max(0.1, body.numberOr("cpuCount", 1)));
    long ram = HeartbeatReport.megabytes(body, "ramTotalMb").orElse(0);
    String os = cut(body.text("os"));
    return new WorkerRegistration(
        id,
        Objects.requireNonNullElse(cut(body.text("hostname")), ""),
        Objects.requireNonNullElse(os, "unknown"),
        Objects.requireNonNullElse(cut(body.text("version")), "unknown"),
        cores,
        Math.min(MOST_MB, Math.max(1, ram)),
        os == null ? Map.of() : Map.of("os", os),
        jobsAtOnce(cores),
        List.of("exec", Assignment.ZIP),
        List.of());
  }

  /** As these agents have it unless they are configured otherwise; they do not say. */
  private static int jobsAtOnce(double cores) {
    return Math.max(1, (int) (cores / 2));
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null ? null : Printable.cut(text, LONGEST);
  }
}
