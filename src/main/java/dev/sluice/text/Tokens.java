package dev.sluice.text;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes random secrets, by which workers, leases and clients of the store are known. */
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
