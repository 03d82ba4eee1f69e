package dev.sluice.cli.console;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything outside itself that a command touches. Tests pass fakes.
 *
 * @param variables environment variables
 */
public record Environment(
    Terminal terminal,
    Map<String, String> variables,
    TimeSource time,
    ProcessControl process,
    LocalServer.Starter servers) {
  /** The variable with the token of the user's server. */
  public static final String TOKEN = "SLUICE_API_TOKEN";

  public Environment {
    variables = Map.copyOf(variables);
  }

  /**
   * The bearer token to send with every request to {@code server}: the one that the user has set,
   * or that of a server on this machine which keeps its data where this user's would.
   */
  @Nullable
  public String tokenFor(URI server) {
    String token = variables.getOrDefault(TOKEN, "");
    return token.isBlank() ? LocalServerToken.read(variables, server) : token.strip();
  }

  /** The same with another token set by the user. */
  public Environment withToken(String token) {
    Map<String, String> changed = new HashMap<>(variables);
    changed.put(TOKEN, token);
    return new Environment(terminal, changed, time, process, servers);
  }

  /**
   * Where commands get time and chance from.
   *
   * @param jitter numbers in [0, 1) that spread the reconnects of many clients
   */
  public record TimeSource(Clock clock, Sleep sleep, DoubleSupplier jitter) {}

  /** Blocks the calling thread. */
  @FunctionalInterface
  public interface Sleep {
    void sleep(Duration time) throws InterruptedException;
  }
}
