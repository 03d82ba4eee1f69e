package dev.sluice.store;

import dev.sluice.time.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the connection to the store. */
@ConfigMapping(prefix = "sluice.store")
interface StoreConfig {
  /**
   * How long a call to the store waits for its answer, so that a client has its own within five
   * seconds. A write whose answer does not come in time may have been applied.
   */
  @WithDefault("4s")
  @WithConverter(PositiveDuration.class)
  Duration timeout();

  /**
   * When the embedded store acknowledges a write, {@code normal} or {@code full}. Named here so
   * that the setting is known; the store opens before this is read.
   */
  @WithDefault("normal")
  String sync();
}
