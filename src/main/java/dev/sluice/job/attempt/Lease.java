package dev.sluice.job.attempt;

import dev.sluice.http.ProblemException;
import dev.sluice.text.Tokens;
import dev.sluice.wire.HeaderNames;
import org.jspecify.annotations.Nullable;

/**
 * A worker's right to an attempt.
 *
 * @param token random secret; only its bearer may write output and the result of the attempt
 * @param incarnation of the worker: a new registration ends the leases of the one before
 */
public record Lease(String token, String workerId, String incarnation) {
  /** A lease with a random token. */
  public static Lease of(String workerId, String incarnation) {
    return new Lease(Tokens.next(), workerId, incarnation);
  }

  /**
   * The token that a worker presents.
   *
   * @param header value of {@link HeaderNames#LEASE}
   * @throws ProblemException 400 if it is absent or empty
   */
  public static String presentedToken(@Nullable String header) {
    if (header == null || header.isEmpty()) {
      throw ProblemException.invalid(
          HeaderNames.LEASE, "required", "must carry the attempt's lease");
    }
    return header;
  }

  /** 409: the presented token is not that of the current attempt. */
  public static ProblemException lost() {
    return ProblemException.of(
        409, "lease_lost", "this attempt is no longer yours; stop it and report nothing");
  }
}
