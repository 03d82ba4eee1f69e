package dev.sluice.security.oidc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;

/** Settings {@code sluice.auth.oidc.*}: which provider's tokens people may send. */
@ConfigMapping(prefix = "sluice.auth.oidc")
public interface OidcConfig {
  /** URL of the provider, exactly as in the {@code iss} of its tokens. */
  Optional<String> issuer();

  /** The value that {@code aud} of a token must hold. */
  Optional<String> audience();

  /** The claim with the roles of a person; a dot leads into an object. */
  @WithDefault("roles")
  String rolesClaim();

  /** The scopes of each role, separated by commas. */
  Map<String, String> roles();
}
