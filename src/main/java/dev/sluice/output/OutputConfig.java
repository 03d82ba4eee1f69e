package dev.sluice.output;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of output and its streams, under {@code sluice.output}. */
@ConfigMapping(prefix = "sluice.output")
public interface OutputConfig {
  /** How much of one attempt's output is kept, bytes; what comes after is dropped and announced. */
  @WithDefault("67108864")
  long maxBytes();

  /** Largest body that a worker may post at once, bytes. */
  @WithDefault("2097152")
  int maxChunk();

  /**
   * Memory for recent chunks of all jobs together, bytes; what is not there is read from the log.
   */
  @WithDefault("33554432")
  long recentBytes();

  /** How much one reader reads ahead in the log, bytes. */
  @WithDefault("524288")
  int readAhead();

  /** An idle stream says so this often. */
  @WithDefault("15s")
  Duration keepAlive();

  /** How long this process believes in a lease that it has seen in the store. */
  @WithDefault("5s")
  Duration leaseCheck();
}
