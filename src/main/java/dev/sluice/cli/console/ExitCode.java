package dev.sluice.cli.console;

import org.jspecify.annotations.Nullable;

/**
 * What {@code sluice} exits with, besides a job's own code. The numbers are those of {@code
 * timeout(1)}, {@code docker run} and the shell.
 */
public final class ExitCode {
  public static final int OK = 0;

  /** A task that was run, tested or validated here failed. */
  public static final int TASK_FAILED = 1;

  public static final int USAGE = 2;

  /** The job ran longer than its time limit. */
  public static final int TIMED_OUT = 124;

  /** Sluice itself failed: no server, a request refused, a job that failed without an exit code. */
  public static final int SLUICE_FAILED = 125;

  /** The job was cancelled, by Ctrl-C or by somebody else. */
  public static final int CANCELLED = 130;

  /** Whoever read our stdout is gone: 128 + SIGPIPE, as any other program in a pipe. */
  public static final int OUTPUT_CLOSED = 141;

  private ExitCode() {}

  /**
   * The code for a job that has ended.
   *
   * @param status its final status
   * @param reason why it is final
   * @param exitCode of its command, where it had one
   */
  public static int ofJob(String status, @Nullable String reason, @Nullable Integer exitCode) {
    return switch (status) {
      case "COMPLETED" -> exitCode == null ? OK : exitCode;
      case "CANCELLED" -> CANCELLED;
      default -> {
        if ("TIMEOUT".equals(reason)) {
          yield TIMED_OUT;
        }
        yield exitCode == null || exitCode == 0 ? SLUICE_FAILED : exitCode;
      }
    };
  }
}
