package dev.sluice.worker;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes the random secrets that workers and leases are known by. */
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
}
