package dev.sluice.cli.console;

import dev.sluice.text.Printable;
import java.io.PrintStream;

/** The three standard streams. Text written to {@code out} and {@code err} is UTF-8. */
public record Terminal(StandardInput in, StandardOutput out, PrintStream err) {

  /**
   * Writes what is buffered for stdout.
   *
   * @throws CliFailure if stdout cannot be written
   */
  public void flushOut() {
    CliFailure failure = out.failure();
    if (failure != null) {
      throw failure;
    }
  }

  /** Prints a line on stdout; the caller makes sure that it contains no control characters. */
  public void print(Object line) {
    out.print(line + "\n");
  }

  /** Prints a message of Sluice itself on stderr; the prefix tells it from the job's output. */
  public void say(String line) {
    err.println("sluice: " + Printable.clean(line, " "));
    err.flush();
  }
}
