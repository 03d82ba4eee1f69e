package dev.sluice.output;

import dev.sluice.time.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of output and its streams, under {@code sluice.output}. */
@ConfigMapping(prefix = "sluice.output")
public interface OutputConfig {
  /**
   * Output that the log keeps of one attempt, bytes, with the 13 bytes of each frame's header; the
   * rest is dropped and announced.
   */
  @WithDefault("67108864")
  long maxBytes();

  /** Largest body of one append, bytes. */
  @WithDefault("2097152")
  int maxChunk();

  /** Memory for recent chunks of all jobs together, bytes; older chunks are read from the store. */
  @WithDefault("33554432")
  long recentBytes();

  /** Chunks that one reader reads ahead, bytes. */
  @WithDefault("524288")
  int readAhead();

  /** Interval of keep-alives on an idle stream. */
  @WithDefault("15s")
  @WithConverter(PositiveDuration.class)
  Duration keepAlive();

  /** Time for which this server trusts a lease that the store has confirmed. */
  @WithDefault("5s")
  @WithConverter(PositiveDuration.class)
  Duration leaseCheck();
}
