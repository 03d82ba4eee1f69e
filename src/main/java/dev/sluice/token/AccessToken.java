package dev.sluice.token;

import dev.sluice.text.Sha256;
import dev.sluice.text.Tokens;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A token as the server knows it. The secret itself is not stored: it has 144 random bits, so its
 * plain SHA-256 cannot be reversed by guessing.
 *
 * @param name for people and logs; unique in its file
 * @param sha256 of the secret, in hexadecimal
 * @param workers the names under which a worker may register, with {@code *} for any characters;
 *     empty for any name
 * @param expiresAt the time from which it is refused; null if it never expires
 */
public record AccessToken(
    String name,
    Set<Scope> scopes,
    String sha256,
    List<String> workers,
    Instant createdAt,
    @Nullable Instant expiresAt) {

  /** Tools that look for leaked secrets recognize a token by this prefix. */
  private static final String PREFIX = "slc_";

  /**
   * A new token.
   *
   * @param secret what its bearer presents; shown once and then known to the bearer only
   */
  public record Issued(AccessToken token, String secret) {}

  public static Issued issue(
      String name,
      Set<Scope> scopes,
      List<String> workers,
      Instant now,
      @Nullable Instant expiresAt) {
    String secret = PREFIX + Tokens.next();
    return new Issued(
        new AccessToken(name, scopes, Sha256.of(secret), workers, now, expiresAt), secret);
  }

  public boolean isExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  /** Whether its bearer may register a worker under this name. */
  public boolean allowsWorker(String name) {
    return workers.isEmpty() || workers.stream().anyMatch(glob -> matches(glob, name));
  }

  private static boolean matches(String glob, String name) {
    String regex =
        Pattern.compile("\\*")
            .splitAsStream(glob + "\0")
            .map(part -> Pattern.quote(part.replace("\0", "")))
            .collect(Collectors.joining(".*"));
    return name.matches(regex);
  }
}
