package dev.sluice.host;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a host is told to run.
 *
 * @param run number of the run in its host
 * @param name shown in stack traces, as {@code addition/main.js}
 * @param digest names the script's text: under it the parsed form is kept
 * @param input given to the script
 * @param allowedHosts where {@code fetch} may go, see {@link HostSettings}
 * @param mock answers {@code fetch} instead of the network, as the files of {@code tests/} have it
 */
public record RunOrder(
    long run,
    String name,
    String digest,
    String script,
    JsonNode input,
    RunContext context,
    RunLimits limits,
    List<String> allowedHosts,
    @Nullable JsonNode mock) {
  public RunOrder {
    allowedHosts = List.copyOf(allowedHosts);
  }
}
