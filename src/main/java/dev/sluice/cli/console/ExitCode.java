package dev.sluice.cli.console;

/**
 * The exit codes of {@code sluice}, besides a job's own. The numbers are those of {@code
 * timeout(1)}, {@code docker run} and the shell.
 */
public final class ExitCode {
  public static final int OK = 0;

  /** A task that was run, tested or validated on this machine failed. */
  public static final int TASK_FAILED = 1;

  /** {@code store check} found faults. */
  public static final int CHECK_FAILED = 1;

  public static final int USAGE = 2;

  /** Stdout cannot be written, as on a full disk: EX_IOERR of {@code sysexits.h}. */
  public static final int OUTPUT_FAILED = 74;

  /** The job ran longer than its time limit. */
  public static final int TIMED_OUT = 124;

  /** No server, a refused request, or a job that failed without an exit code. */
  public static final int SLUICE_FAILED = 125;

  /** The job was cancelled, by Ctrl-C or by another client. */
  public static final int CANCELLED = 130;

  /** The reader of stdout closed it: 128 + SIGPIPE, as for any program in a pipe. */
  public static final int OUTPUT_CLOSED = 141;

  private ExitCode() {}
}
