package dev.sluice.cli.console;

import java.io.IOException;

/** Starts a server inside this process. */
@FunctionalInterface
public interface ServerLauncher {

  /**
   * Returns when the server answers requests.
   *
   * @throws IOException when it does not come up; the message is one line for people
   */
  RunningServer start(ServerOptions options) throws IOException, InterruptedException;
}
