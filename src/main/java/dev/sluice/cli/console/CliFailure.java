package dev.sluice.cli.console;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Ends a command with lines for the user and an exit code for scripts. */
public final class CliFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final transient List<String> lines;

  private CliFailure(int exitCode, List<String> lines) {
    super(String.join("\n", lines), null, false, false);
    this.exitCode = exitCode;
    this.lines = List.copyOf(lines);
  }

  public static CliFailure of(int exitCode, List<String> lines) {
    return new CliFailure(exitCode, lines);
  }

  public static CliFailure of(List<String> lines) {
    return new CliFailure(ExitCode.SLUICE_FAILED, lines);
  }

  public static CliFailure of(String line) {
    return of(List.of(line));
  }

  public static CliFailure usage(String line) {
    return new CliFailure(ExitCode.USAGE, List.of(line));
  }

  /**
   * @param option the option that names the file
   */
  public static CliFailure unreadable(String option, String file, IOException cause) {
    String reason = cause.getMessage();
    if (cause instanceof NoSuchFileException) {
      reason = "no such file";
    } else if (cause instanceof AccessDeniedException) {
      reason = "permission denied";
    }
    return usage(option + ": cannot read " + file + ": " + reason);
  }

  /** The reader of stdout has closed it. */
  public static CliFailure outputClosed() {
    return new CliFailure(ExitCode.OUTPUT_CLOSED, List.of());
  }

  /** Stdout cannot be written. */
  static CliFailure outputFailed(String reason) {
    return new CliFailure(ExitCode.OUTPUT_FAILED, List.of("cannot write to stdout: " + reason));
  }

  public int exitCode() {
    return exitCode;
  }

  public List<String> lines() {
    return lines;
  }
}
