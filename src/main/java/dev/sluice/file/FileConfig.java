package dev.sluice.file;

import dev.sluice.time.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;

/** Settings {@code sluice.files.*}. */
@ConfigMapping(prefix = "sluice.files")
public interface FileConfig {
  /** Bytes of one file. */
  @WithDefault("2147483648")
  long maxSize();

  /** Bytes of all files together. */
  @WithDefault("21474836480")
  long maxTotal();

  /** Number of all files. */
  @WithDefault("10000")
  int maxCount();

  /** How long an uploaded file is kept at least; one that a kept job names stays. */
  @WithDefault("7d")
  @WithConverter(PositiveDuration.class)
  Duration retention();

  /** How long the other side of a transfer may stand still before the server ends it. */
  @WithDefault("60s")
  @WithConverter(PositiveDuration.class)
  Duration idle();

  /**
   * Uploads and downloads at the same time on this server, each of which takes up to 4 MiB. By
   * default as many as fit into a quarter of the heap.
   */
  OptionalInt transfers();
}
