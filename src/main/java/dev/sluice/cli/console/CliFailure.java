package dev.sluice.cli.console;

import java.util.List;

/** A command cannot go on; says so in lines for people and with an exit code for scripts. */
public final class CliFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final transient List<String> lines;

  private CliFailure(int exitCode, List<String> lines) {
    super(String.join("\n", lines), null, false, false);
    this.exitCode = exitCode;
    this.lines = List.copyOf(lines);
  }

  public static CliFailure usage(String line) {
    return new CliFailure(ExitCode.USAGE, List.of(line));
  }

  static CliFailure usage(List<String> lines) {
    return new CliFailure(ExitCode.USAGE, lines);
  }

  public static CliFailure of(int exitCode, List<String> lines) {
    return new CliFailure(exitCode, lines);
  }

  public static CliFailure of(String line) {
    return new CliFailure(ExitCode.SLUICE_FAILED, List.of(line));
  }

  public static CliFailure of(List<String> lines) {
    return new CliFailure(ExitCode.SLUICE_FAILED, lines);
  }

  /** Our stdout goes nowhere any more, so there is nobody to tell either. */
  public static CliFailure outputClosed() {
    return new CliFailure(ExitCode.OUTPUT_CLOSED, List.of());
  }

  public int exitCode() {
    return exitCode;
  }

  public List<String> lines() {
    return lines;
  }
}
