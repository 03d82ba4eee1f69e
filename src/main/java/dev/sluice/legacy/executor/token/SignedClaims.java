package dev.sluice.legacy.executor.token;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** The claims of JSON Web Tokens that HS256 signs with one secret. */
final class SignedClaims {
  private static final int CLOCK_SKEW_S = 30;

  /** A signed token has three parts; an encrypted one has five. */
  private static final Pattern FORM = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");

  private final HmacKey key;
  private final Clock clock;

  SignedClaims(String secret, Clock clock) {
    this.key = new HmacKey(secret.getBytes(StandardCharsets.UTF_8));
    this.clock = clock;
  }

  /** A token that is not valid; the message says why, for its bearer. */
  static final class InvalidTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidTokenException(String why) {
      super(why);
    }
  }

  /**
   * @throws InvalidTokenException if the signature, the algorithm or the time is wrong, or the
   *     token names an issuer or an audience, which those of the older executor do not
   */
  JwtClaims of(String token) throws InvalidTokenException {
    if (!FORM.matcher(token).matches()) {
      throw new InvalidTokenException("it is no signed JSON Web Token");
    }
    JwtClaims claims = signed(token);
    if (claims.hasClaim("iss") || claims.hasClaim("aud")) {
      throw new InvalidTokenException("it is for another system: it has the claim iss or aud");
    }
    return claims;
  }

  /** A token of these claims. */
  String sign(JwtClaims claims) {
    JsonWebSignature signature = new JsonWebSignature();
    // Secrets of less than 32 bytes are in use.
    signature.setDoKeyValidation(false);
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
    signature.setHeader("typ", "JWT");
    signature.setKey(key);
    signature.setPayload(claims.toJson());
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("HS256 signs any text", e);
    }
  }

  private JwtClaims signed(String token) throws InvalidTokenException {
    try {
      return new JwtConsumerBuilder()
          .setJwsAlgorithmConstraints(
              new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256))
          .setVerificationKey(key)
          .setRelaxVerificationKeyValidation()
          .setSkipDefaultAudienceValidation()
          .setRequireExpirationTime()
          .setAllowedClockSkewInSeconds(CLOCK_SKEW_S)
          .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
          .build()
          .processToClaims(token);
    } catch (InvalidJwtException e) {
      throw new InvalidTokenException(
          e.hasExpired()
              ? "it has expired"
              : "its signature, its algorithm (HS256) or its time (exp) is wrong");
    } catch (ClassCastException | ArithmeticException e) {
      // The library casts headers, and computes with times, as they are.
      throw new InvalidTokenException("one of its headers or times is malformed");
    }
  }
}
