package dev.sluice.cli.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.console.Terminal;
import dev.sluice.host.RunListener;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.io.PrintStream;

/** Prints the output and the progress of a task while it runs. */
final class RunPrinter implements RunListener {
  private static final ObjectMapper JSON = Json.mapper();

  private final Terminal terminal;
  private final boolean quiet;

  /**
   * @param quiet sends stdout of the task to stderr and omits progress
   */
  RunPrinter(Terminal terminal, boolean quiet) {
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
      terminal.say((percent + " % " + step + " " + message).strip());
    } catch (IOException e) {
      throw new IllegalStateException("the task host sent a progress event that is not JSON", e);
    }
  }
}
