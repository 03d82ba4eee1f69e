package dev.sluice.cli.tail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.console.ExitCode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended.
 *
 * @param status final
 */
public record JobEnd(String status, @Nullable String reason, @Nullable Integer exitCode) {
  private static final Set<String> FINAL = Set.of("COMPLETED", "FAILED", "CANCELLED");

  static boolean isFinal(String status) {
    return FINAL.contains(status);
  }

  /** What a {@code done}, {@code failed} or {@code cancelled} event says; null for any other. */
  static @Nullable JobEnd ofEvent(String type, JsonNode data) {
    return switch (type) {
      case "done" -> of("COMPLETED", data, data);
      case "failed" -> of("FAILED", data, data);
      case "cancelled" -> of("CANCELLED", data, data);
      default -> null;
    };
  }

  /** What the job itself says. */
  static JobEnd ofJob(JsonNode job) {
    return of(job.path("status").asText(), job, job.path("result"));
  }

  public int code() {
    return ExitCode.ofJob(status, reason, exitCode);
  }

  private static JobEnd of(String status, JsonNode reason, JsonNode result) {
    JsonNode code = result.path("exit_code");
    return new JobEnd(
        status,
        reason.path("reason").isTextual() ? reason.path("reason").asText() : null,
        code.isInt() ? code.asInt() : null);
  }
}
