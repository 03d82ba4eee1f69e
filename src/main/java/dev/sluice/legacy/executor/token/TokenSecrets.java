package dev.sluice.legacy.executor.token;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** The checked secrets. */
record TokenSecrets(Optional<String> worker, Optional<String> user) {
  private static final Logger LOG = Logger.getLogger(TokenSecrets.class);
  private static final String WORKER = "sluice.legacy.auth.worker-secret";
  private static final String USER = "sluice.legacy.auth.user-secret";
  private static final int LEAST_CHARACTERS = 16;

  /**
   * Bytes that a key of HS256 should have.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.2">RFC 7518, section 3.2</a>
   */
  private static final int FULL_BYTES = 32;

  /** Those that the source text of the older executor falls back to. */
  private static final Set<String> PUBLIC = Set.of("dev-worker-token-secret", "dev-jwt-secret");

  /**
   * @throws IllegalArgumentException if a secret is unfit; the message names its setting and does
   *     not contain the secret
   */
  static TokenSecrets of(TokenConfig config) {
    config.workerSecret().ifPresent(secret -> check(WORKER, secret));
    config.userSecret().ifPresent(secret -> check(USER, secret));
    if (config.workerSecret().isPresent() && config.workerSecret().equals(config.userSecret())) {
      throw new IllegalArgumentException(
          USER + " must differ from " + WORKER + ": agents could sign tokens of users");
    }
    return new TokenSecrets(config.workerSecret(), config.userSecret());
  }

  private static void check(String setting, String secret) {
    if (PUBLIC.contains(secret)) {
      throw new IllegalArgumentException(
          setting + " must not be the default of the older executor, which is public");
    }
    if (secret.length() < LEAST_CHARACTERS) {
      throw new IllegalArgumentException(
          setting
              + " must have at least "
              + LEAST_CHARACTERS
              + " characters, and has "
              + secret.length());
    }
    if (secret.getBytes(StandardCharsets.UTF_8).length < FULL_BYTES) {
      LOG.warnf("%s has less than %d bytes; use a longer one", setting, FULL_BYTES);
    }
  }
}
