package dev.sluice.cli.console;

import java.time.Clock;
import java.time.Duration;
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
  public Environment {
    variables = Map.copyOf(variables);
  }

  /** The bearer token to send with every request, if the user has set one. */
  @Nullable
  public String apiToken() {
    String token = variables.getOrDefault("SLUICE_API_TOKEN", "");
    return token.isBlank() ? null : token.strip();
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
