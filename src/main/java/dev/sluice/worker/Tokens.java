package dev.sluice.worker;

import dev.sluice.text.Sha256;
import java.security.SecureRandom;
import java.util.Base64;

/** Random secrets, and the digests that are kept of them. */
public final class Tokens {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 18;

  private Tokens() {}

  /** 144 random bits, URL-safe. */
  public static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String digest(String token) {
    return Sha256.of(token);
  }
}
