package dev.sluice.legacy.executor.account;

import dev.sluice.fields.StrictBoolean;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** Settings {@code sluice.legacy.auth.*}: which callers may make accounts. */
@ConfigMapping(prefix = "sluice.legacy.auth")
public interface AccountConfig {
  /** Whether a caller without a token may register, as at the older executor. */
  @WithDefault("false")
  @WithConverter(StrictBoolean.class)
  boolean openRegistration();
}
