package dev.sluice.worker;

import dev.sluice.http.ProblemException;
import dev.sluice.text.Sha256;
import dev.sluice.token.AccessToken;
import dev.sluice.wire.HeaderNames;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an agent shows to register a worker's name (decision 0032): its access token, and the secret
 * that it keeps with its work directory. Agents of earlier versions have no secret.
 *
 * @param nameDigest SHA-256 of the secret, hex; empty without one
 */
record NameClaim(AccessToken bearer, String nameDigest) {
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{22,128}");

  /**
   * @param secret null without one
   * @throws ProblemException 400: it is not a secret
   */
  static NameClaim of(AccessToken bearer, @Nullable String secret) {
    if (secret == null) {
      return new NameClaim(bearer, "");
    }
    if (!SECRET.matcher(secret).matches()) {
      throw ProblemException.invalid(
          HeaderNames.NAME_SECRET,
          "invalid_secret",
          "must be 22 to 128 letters, digits, '-' and '_', from a random source");
    }
    return new NameClaim(bearer, Sha256.of(secret));
  }

  /**
   * @throws ProblemException 403: the token does not allow this name
   */
  void requireAllowed(String id) {
    if (!bearer.allowsWorker(id)) {
      throw ProblemException.of(
          403,
          "worker_not_allowed",
          "worker_id must match "
              + String.join(" or ", bearer.workers())
              + " with the token "
              + bearer.name()
              + ", is "
              + id);
    }
  }

  /**
   * A worker that restarts takes its own name back at once; another agent may have it when the
   * worker is removed or OFFLINE.
   *
   * @throws ProblemException 409: a live worker of another agent has the name
   */
  void requireFree(@Nullable Worker present) {
    if (present != null && !present.deleted && !present.offline && !owns(present)) {
      throw ProblemException.of(
          409,
          "worker_name_in_use",
          "worker_id must be another name: a live worker that another agent registered is named "
              + present.id
              + "; the name is free when that worker has ended or is OFFLINE");
    }
  }

  private boolean owns(Worker present) {
    return present.nameDigest.isEmpty()
        ? present.registeredBy.isEmpty() || present.registeredBy.equals(bearer.name())
        : present.nameDigest.equals(nameDigest);
  }
}
