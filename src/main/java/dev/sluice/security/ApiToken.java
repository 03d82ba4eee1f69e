package dev.sluice.security;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The token with all scopes: {@code SLUICE_API_TOKEN} if it is configured, else {@link LocalToken}
 * where the server cannot recognise its own account.
 */
@Singleton
public final class ApiToken {
  /** Shortest token that is accepted, characters. */
  public static final int LEAST_LENGTH = 16;

  private final Optional<String> token;

  /**
   * @throws IOException if the token of the data directory is needed and cannot be read or made
   */
  @Inject
  ApiToken(
      @ConfigProperty(name = "sluice.api.token") Optional<String> configured,
      @ConfigProperty(name = "sluice.data-dir", defaultValue = "data") Path data,
      AccessConfig config)
      throws IOException {
    this(
        configured.isPresent() || (config.accounts() && LocalAccounts.areKnown())
            ? configured
            : Optional.of(LocalToken.in(data)));
  }

  ApiToken(Optional<String> token) {
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
