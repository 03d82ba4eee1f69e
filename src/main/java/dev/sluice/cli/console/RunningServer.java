package dev.sluice.cli.console;

import java.net.URI;

/** A server that lives in this process. */
public interface RunningServer {

  /** Where it answers, with the port that it really has. */
  URI uri();

  /** Ends it gracefully and returns when it has ended. Doing so twice is harmless. */
  void stop();

  /** Waits until it has ended, for whatever reason, and returns the exit code of the process. */
  int awaitStop() throws InterruptedException;
}
