package dev.sluice.app;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The secret that guards the API, where one is configured: {@code SLUICE_API_TOKEN}. */
@Singleton
final class ApiToken {
  static final int LEAST_LENGTH = 16;

  private final Optional<String> token;

  ApiToken(@ConfigProperty(name = "sluice.api.token") Optional<String> token) {
    this.token = token;
    if (token.isPresent() && token.get().length() < LEAST_LENGTH) {
      throw new IllegalArgumentException(
          "sluice.api.token (SLUICE_API_TOKEN) must have at least " + LEAST_LENGTH + " characters");
    }
  }

  boolean isConfigured() {
    return token.isPresent();
  }

  /** For our own worker. */
  @Nullable String orNull() {
    return token.orElse(null);
  }

  /** Takes the same time whatever is wrong with it. */
  boolean matches(@Nullable String candidate) {
    return candidate != null
        && token.isPresent()
        && MessageDigest.isEqual(
            token.get().getBytes(StandardCharsets.UTF_8),
            candidate.getBytes(StandardCharsets.UTF_8));
  }
}
