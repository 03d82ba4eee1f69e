package dev.sluice.cli.tail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.console.Terminal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Prints a job as if it ran here: its stdout to stdout, its stderr to stderr, and notices about it
 * to stderr.
 */
final class OutputPrinter implements JobFollower.Sink {
  private final Terminal terminal;
  private final boolean quiet;
  private String waiting = "";
  private @Nullable String error;

  /**
   * @param quiet omits notices about why the job waits
   */
  OutputPrinter(Terminal terminal, boolean quiet) {
    this.terminal = terminal;
    this.quiet = quiet;
  }

  @Override
  public void event(String type, @Nullable String id, JsonNode data) {
    switch (type) {
      case "stdout" -> terminal.out().writeBytes(OutputBytes.of(data));
      case "stderr" -> terminal.err().writeBytes(OutputBytes.of(data));
      case "attempt" -> attempt(data);
      case "gap" -> gap(data);
      case "status" -> status(data);
      case "result" -> error = data.path("error").path("message").asText(null);
      case "failed" -> failed(data);
      case "cancelled" -> notice("the job was cancelled");
      default -> {} // hello, progress, done, and event types of later versions
    }
  }

  @Override
  public void flush() {
    terminal.err().flush();
    terminal.flushOut();
  }

  private void attempt(JsonNode data) {
    int number = data.path("attempt").asInt();
    if (number > 1) {
      notice("attempt " + number + " started on " + data.path("worker_id").asText("a worker"));
    }
  }

  private void gap(JsonNode data) {
    String from = data.path("from").asText("?");
    String to = data.path("to").asText("?");
    notice("output from " + from + " to " + to + " is missing: " + data.path("reason").asText());
  }

  private void status(JsonNode data) {
    String reasons = WaitReasons.of(data);
    String now = reasons.isEmpty() ? "" : "waiting " + reasons;
    if (!quiet && !now.isEmpty() && !now.equals(waiting)) {
      notice(now);
    }
    waiting = now;
  }

  private void failed(JsonNode data) {
    String reason = data.path("reason").asText("");
    if (!reason.equals("EXIT_CODE")) {
      notice("the job failed: " + Objects.requireNonNullElse(error, reason));
    }
  }

  private void notice(String line) {
    terminal.out().flush();
    terminal.say(line);
  }
}
