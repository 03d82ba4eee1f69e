package dev.sluice.security.limit;

import dev.sluice.time.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Settings {@code sluice.limits.*}. */
@ConfigMapping(prefix = "sluice.limits")
public interface LimitConfig {
  /** Bytes of all bodies that are being read or worked on. By default a quarter of the heap. */
  OptionalLong bodyBytes();

  /** The time that a body may take to arrive. */
  @WithDefault("60s")
  @WithConverter(PositiveDuration.class)
  Duration bodyTimeout();

  /** The time that the head of a request may take, from the connection or the first byte. */
  @WithDefault("15s")
  @WithConverter(PositiveDuration.class)
  Duration headTimeout();

  /** How long a connection without a request stays open. */
  @WithDefault("60s")
  @WithConverter(PositiveDuration.class)
  Duration idleTimeout();

  /** By default three quarters of the files that the process may open. */
  OptionalInt connectionsPerAddress();

  /** Wrong tokens that one address may send at once; one more is allowed each second. */
  @WithDefault("20")
  int wrongTokens();
}
