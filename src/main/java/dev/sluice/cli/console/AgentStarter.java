package dev.sluice.cli.console;

import java.io.IOException;

/** Starts a worker node inside this process. */
@FunctionalInterface
public interface AgentStarter {

  /**
   * Returns when the node is registered with its server.
   *
   * @throws IOException when it cannot start; the message is one line for people
   */
  RunningAgent start(AgentOptions options) throws IOException, InterruptedException;
}
