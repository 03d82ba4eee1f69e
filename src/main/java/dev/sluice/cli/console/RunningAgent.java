package dev.sluice.cli.console;

import java.io.IOException;

/** A worker node that lives in this process. */
public interface RunningAgent extends AutoCloseable {
  String workerId();

  /**
   * Returns when it has been closed.
   *
   * @throws IOException when it had to stop by itself; the message is one line for people
   */
  void awaitTermination() throws IOException, InterruptedException;

  /** Gives its attempts back and ends; returns when that is done. Doing so twice is harmless. */
  @Override
  void close();
}
