package dev.sluice.security;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The token with all scopes, if one is configured: {@code SLUICE_API_TOKEN}. */
@Singleton
public final class ApiToken {
  /** Shortest token that is accepted, characters. */
  public static final int LEAST_LENGTH = 16;

  private final Optional<String> token;

  ApiToken(@ConfigProperty(name = "sluice.api.token") Optional<String> token) {
    this.token = token;
    if (token.isPresent() && token.get().length() < LEAST_LENGTH) {
      throw new IllegalArgumentException(
          "sluice.api.token (SLUICE_API_TOKEN) must have at least " + LEAST_LENGTH + " characters");
    }
  }

  Optional<String> value() {
    return token;
  }
}
