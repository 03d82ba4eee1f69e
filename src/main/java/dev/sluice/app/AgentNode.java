package dev.sluice.app;

import dev.sluice.agent.Agent;
import dev.sluice.agent.AgentConfig;
import dev.sluice.agent.AgentException;
import dev.sluice.cli.console.AgentOptions;
import dev.sluice.cli.console.RunningAgent;
import java.io.IOException;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A worker node in a process of its own, as the command line starts it. */
final class AgentNode implements RunningAgent {
  private final Agent agent;

  private AgentNode(Agent agent) {
    this.agent = agent;
  }

  static RunningAgent start(AgentOptions options) throws IOException {
    logToStderr();
    try {
      return new AgentNode(
          Agent.start(
              new AgentConfig(options.server())
                  .apiToken(options.apiToken())
                  .name(options.name())
                  .cpu(options.cpu())
                  .ramMb(options.ramMb())
                  .labels(options.labels())
                  .maxParallel(options.maxParallel())
                  .workDir(options.workDir())
                  .allowedHosts(options.allowedHosts())));
    } catch (AgentException | IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * What Quarkus does for a server. Undone, the log manager keeps every message, also those that
   * the HTTP client has for its debuggers, until a Quarkus that never comes says where they go.
   */
  private static void logToStderr() {
    Logger root = Logger.getLogger("");
    root.setLevel(Level.INFO);
    for (Handler keeping : root.getHandlers()) {
      root.removeHandler(keeping);
    }
    root.addHandler(new ConsoleHandler());
  }

  @Override
  public String workerId() {
    return agent.workerId();
  }

  @Override
  public void awaitTermination() throws IOException {
    try {
      agent.awaitTermination();
    } catch (AgentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    agent.close();
  }
}
