package dev.sluice.security.limit;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Settings of a test. */
record Limits(long bytes, Duration bodyTimeout, int wrongTokens) implements LimitConfig {
  @Override
  public Duration headTimeout() {
    return Duration.ofSeconds(15);
  }

  @Override
  public Duration idleTimeout() {
    return Duration.ofSeconds(60);
  }

  @Override
  public OptionalInt connectionsPerAddress() {
    return OptionalInt.empty();
  }

  @Override
  public OptionalLong bodyBytes() {
    return OptionalLong.of(bytes);
  }
}
