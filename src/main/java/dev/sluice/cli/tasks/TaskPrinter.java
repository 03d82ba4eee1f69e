package dev.sluice.cli.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.console.Terminal;
import dev.sluice.cli.console.Text;
import dev.sluice.host.RunListener;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.io.PrintStream;

/** Shows in a terminal what a task says while it runs. */
final class TaskPrinter implements RunListener {
  private static final ObjectMapper JSON = Json.mapper();

  private final Terminal terminal;
  private final boolean quiet;

  /**
   * @param quiet nothing but results may go to stdout
   */
  TaskPrinter(Terminal terminal, boolean quiet) {
    this.terminal = terminal;
    this.quiet = quiet;
  }

  @Override
  public void stdout(byte[] text) {
    print(quiet ? terminal.err() : terminal.out(), text);
  }

  @Override
  public void stderr(byte[] text) {
    print(terminal.err(), text);
  }

  private static void print(PrintStream to, byte[] text) {
    to.write(text, 0, text.length);
    to.flush();
  }

  @Override
  public void progress(byte[] event) {
    if (quiet) {
      return;
    }
    try {
      JsonNode read = JSON.readTree(event);
      String step = read.path("step").asText("");
      String message = read.path("message").asText("");
      long percent = Math.round(read.path("progress").asDouble() * 100);
      terminal.say(Text.clean((percent + " % " + step + " " + message).strip()));
    } catch (IOException e) {
      throw new IllegalStateException("an event that is no JSON", e);
    }
  }
}
