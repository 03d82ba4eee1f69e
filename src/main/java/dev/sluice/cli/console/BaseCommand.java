package dev.sluice.cli.console;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** The parts of every command: its environment and {@code --help}. */
public abstract class BaseCommand implements Callable<Integer> {
  protected final Environment env;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  protected BaseCommand(Environment env) {
    this.env = env;
  }
}
