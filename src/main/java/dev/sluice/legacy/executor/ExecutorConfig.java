package dev.sluice.legacy.executor;

import dev.sluice.fields.StrictBoolean;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import java.util.Optional;

/** Settings {@code sluice.legacy.*}: the routes of the older executor. */
@ConfigMapping(prefix = "sluice.legacy")
public interface ExecutorConfig {
  /**
   * Whether the server has these routes. Its agents show no credential on most of them, so by
   * default it has them only where it listens on loopback.
   */
  Optional<@WithConverter(StrictBoolean.class) Boolean> enabled();
}
