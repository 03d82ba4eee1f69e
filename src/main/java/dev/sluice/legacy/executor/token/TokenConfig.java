package dev.sluice.legacy.executor.token;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Settings {@code sluice.legacy.auth.*}: the secrets that sign tokens of the older executor. */
@ConfigMapping(prefix = "sluice.legacy.auth")
public interface TokenConfig {
  /** Of the tokens of agents; without it a download needs no token. */
  Optional<String> workerSecret();

  /** Of the tokens of users; without it users send tokens of Sluice only. */
  Optional<String> userSecret();
}
