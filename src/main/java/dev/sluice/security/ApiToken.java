package dev.sluice.security;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The secret that API calls must carry if one is configured: {@code SLUICE_API_TOKEN}. */
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

  public boolean isConfigured() {
    return token.isPresent();
  }

  /** For the built-in worker. */
  public @Nullable String orNull() {
    return token.orElse(null);
  }

  /** Compares in constant time. */
  boolean matches(@Nullable String candidate) {
    return candidate != null
        && token.isPresent()
        && MessageDigest.isEqual(
            token.get().getBytes(StandardCharsets.UTF_8),
            candidate.getBytes(StandardCharsets.UTF_8));
  }
}
