package dev.sluice.cli.console;

import java.io.InputStream;
import java.io.PrintStream;

/** The three standard streams. Text written to {@code out} and {@code err} is UTF-8. */
public record Terminal(InputStream in, PrintStream out, PrintStream err) {

  /** One line on stderr about Sluice itself, told apart from the job's own by its prefix. */
  public void say(String line) {
    err.println("sluice: " + line);
    err.flush();
  }
}
