package dev.sluice.cli.console;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says about a worker node. What was not given is absent, and read off the
 * machine by the agent.
 *
 * @param apiToken what the server asks of its callers
 * @param cpu cores it offers
 * @param ramMb memory it offers, MiB
 * @param allowedHosts where the scripts of tasks may send requests
 */
public record AgentOptions(
    URI server,
    @Nullable String apiToken,
    @Nullable String name,
    @Nullable Double cpu,
    @Nullable Long ramMb,
    Map<String, String> labels,
    @Nullable Integer maxParallel,
    @Nullable Path workDir,
    List<String> allowedHosts) {
  public AgentOptions {
    labels = Map.copyOf(labels);
    allowedHosts = List.copyOf(allowedHosts);
  }
}
