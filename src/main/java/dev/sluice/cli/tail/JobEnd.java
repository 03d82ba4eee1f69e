package dev.sluice.cli.tail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.console.ExitCode;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended.
 *
 * @param status its final status
 * @param reason why it failed or was cancelled
 * @param exitCode of its command, if the command ran
 */
record JobEnd(String status, @Nullable String reason, @Nullable Integer exitCode) {

  /** Reads a {@code done}, {@code failed} or {@code cancelled} event; null for any other. */
  static @Nullable JobEnd ofEvent(String type, JsonNode data) {
    return switch (type) {
      case "done" -> of("COMPLETED", data, data);
      case "failed" -> of("FAILED", data, data);
      case "cancelled" -> of("CANCELLED", data, data);
      default -> null;
    };
  }

  /** Reads a job that has ended. */
  static JobEnd ofJob(JsonNode job) {
    return of(job.path("status").asText(), job, job.path("result"));
  }

  /** The exit code with which {@code sluice} passes the end on. */
  int code() {
    return switch (status) {
      case "COMPLETED" -> exitCode == null ? ExitCode.OK : exitCode;
      case "CANCELLED" -> ExitCode.CANCELLED;
      default -> {
        if ("TIMEOUT".equals(reason)) {
          yield ExitCode.TIMED_OUT;
        }
        yield exitCode == null || exitCode == 0 ? ExitCode.SLUICE_FAILED : exitCode;
      }
    };
  }

  private static JobEnd of(String status, JsonNode job, JsonNode result) {
    JsonNode reason = job.path("reason");
    JsonNode code = result.path("exit_code");
    return new JobEnd(
        status, reason.isTextual() ? reason.asText() : null, code.isInt() ? code.asInt() : null);
  }
}
