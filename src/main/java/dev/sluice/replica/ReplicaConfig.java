package dev.sluice.replica;

import dev.sluice.fields.StrictBoolean;
import dev.sluice.time.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of several servers on one store. */
@ConfigMapping(prefix = "sluice.replica")
interface ReplicaConfig {
  /** Whether signals come by a change stream where the store has them; otherwise by polling. */
  @WithDefault("true")
  @WithConverter(StrictBoolean.class)
  boolean changeStreams();

  /** The longest pause between two looks at what other servers signal. */
  @WithDefault("100ms")
  @WithConverter(PositiveDuration.class)
  Duration poll();

  /** How often a server says that it is there, and looks for others. */
  @WithDefault("1s")
  @WithConverter(PositiveDuration.class)
  Duration presence();

  /** A server that has not said so for this time counts as gone. */
  @WithDefault("10s")
  @WithConverter(PositiveDuration.class)
  Duration goneAfter();
}
