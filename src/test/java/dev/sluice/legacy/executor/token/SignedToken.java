package dev.sluice.legacy.executor.token;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** Makes tokens as agents and users of the older executor have them. */
public final class SignedToken {
  private SignedToken() {}

  /** The claims of an agent, for 24 h from {@code now}. */
  public static JwtClaims ofWorker(String id, Instant now) {
    JwtClaims claims = lasting(Duration.ofHours(24), now);
    claims.setStringClaim("workerId", id);
    claims.setStringClaim("hostname", "node-1");
    claims.setStringClaim("type", "worker");
    return claims;
  }

  /** The claims of a user, for 12 h from {@code now}. */
  public static JwtClaims ofUser(String name, Instant now) {
    JwtClaims claims = lasting(Duration.ofHours(12), now);
    claims.setSubject("65f0c0ffee");
    claims.setStringClaim("username", name);
    claims.setStringClaim("email", name + "@example.com");
    claims.setStringClaim("role", "user");
    return claims;
  }

  private static JwtClaims lasting(Duration time, Instant now) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuedAt(NumericDate.fromMilliseconds(now.toEpochMilli()));
    claims.setExpirationTime(NumericDate.fromMilliseconds(now.plus(time).toEpochMilli()));
    return claims;
  }

  /** By HS256. */
  public static String signed(JwtClaims claims, String secret) {
    return signed(claims.toJson(), AlgorithmIdentifiers.HMAC_SHA256, key(secret));
  }

  static HmacKey key(String secret) {
    return new HmacKey(secret.getBytes(StandardCharsets.UTF_8));
  }

  static String signed(String payload, String algorithm, Key key) {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    signature.setDoKeyValidation(false);
    signature.setAlgorithmHeaderValue(algorithm);
    signature.setHeader("typ", "JWT");
    signature.setKey(key);
    signature.setPayload(payload);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
