package dev.sluice.cli.console;

/** What a command may do to, and learn from, the process that it runs in. */
public interface ProcessControl {

  /**
   * From now until the answer is closed, SIGINT, SIGTERM and SIGHUP call {@code handler} (on a
   * thread of its own, once for each signal) rather than ending the process.
   */
  Registration onInterrupt(Runnable handler);

  /** Ends the process without waiting for anything. */
  void exitNow(int code);

  /** Closing it gives the signals their usual meaning back. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
