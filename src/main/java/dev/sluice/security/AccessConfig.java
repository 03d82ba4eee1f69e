package dev.sluice.security;

import dev.sluice.fields.StrictBoolean;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Settings {@code sluice.http.*}: by which names and from which pages the server may be called. */
@ConfigMapping(prefix = "sluice.http")
public interface AccessConfig {
  /** Values of {@code Host} to accept beside loopback names and the bound address, without port. */
  Optional<List<String>> allowedHosts();

  /** Origins whose pages may call the API, such as {@code https://board.example}. */
  Optional<List<String>> allowedOrigins();

  /**
   * Whether a server without a token recognises its own account by the owner of a connection. If
   * not, or where the system does not tell, callers need the token in the data directory.
   */
  @WithDefault("true")
  @WithConverter(StrictBoolean.class)
  boolean accounts();
}
