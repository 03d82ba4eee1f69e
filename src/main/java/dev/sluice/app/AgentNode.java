package dev.sluice.app;

import dev.sluice.agent.Agent;
import dev.sluice.agent.AgentConfig;
import dev.sluice.agent.AgentException;
import dev.sluice.cli.AgentOptions;
import dev.sluice.cli.RunningAgent;
import java.io.IOException;

/** A worker node in a process of its own, as the command line starts it. */
final class AgentNode implements RunningAgent {
  private final Agent agent;

  private AgentNode(Agent agent) {
    this.agent = agent;
  }

  static RunningAgent start(AgentOptions options) throws IOException {
    try {
      return new AgentNode(
          Agent.start(
              AgentConfig.detect(
                      options.server(),
                      options.name(),
                      options.cpu(),
                      options.ramMb(),
                      options.labels(),
                      options.maxParallel(),
                      options.workDir())
                  .withApiToken(options.apiToken())));
    } catch (AgentException | IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
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
