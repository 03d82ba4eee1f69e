package dev.sluice.cli.console;

import java.util.Map;

/**
 * Everything a command touches outside itself, so that tests run commands in their own process.
 *
 * @param variables environment variables; see {@link Variables}
 */
public record Environment(
    Terminal terminal,
    Map<String, String> variables,
    Time time,
    ProcessControl process,
    ServerLauncher servers,
    AgentStarter agents) {
  public Environment {
    variables = Map.copyOf(variables);
  }
}
