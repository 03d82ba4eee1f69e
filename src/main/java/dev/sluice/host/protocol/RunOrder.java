package dev.sluice.host.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order to run or check a script.
 *
 * @param run number of the run in its host
 * @param name shown in stack traces, as {@code addition/main.js}
 * @param digest of the script's text; the host caches the parsed form under it
 * @param input given to the script
 * @param allowedHosts hosts that {@code fetch} may call; see {@code HostSettings}
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
