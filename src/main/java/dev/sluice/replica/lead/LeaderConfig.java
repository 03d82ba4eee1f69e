package dev.sluice.replica.lead;

import dev.sluice.time.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of leadership. */
@ConfigMapping(prefix = "sluice.leader")
interface LeaderConfig {
  /**
   * How long a server leads without a renewal. Another takes over so long after the last renewal
   * that it has seen, and a look later, when a leader dies.
   */
  @WithDefault("3s")
  @WithConverter(PositiveDuration.class)
  Duration lease();
}
