package dev.sluice.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.http.Caller;
import dev.sluice.text.Tokens;
import dev.sluice.token.AccessToken;
import dev.sluice.token.Scope;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tickets stand for a token in the query of one path, for a minute: a browser's EventSource can
 * send no header, and a URL is logged by proxies. A ticket names the token that it stands for, its
 * end, and an HMAC of both and of the path under a key that lives as long as this process; so no
 * ticket is stored, and a ticket ends with its token.
 */
@Singleton
final class Tickets {
  static final Duration LIFETIME = Duration.ofMinutes(1);

  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{16})\\.(\\d{1,12})\\.([A-Za-z0-9_-]{43})");
  private static final int NAME_LENGTH = 16;
  private static final int MOST_PEOPLE = 10_000;
  private static final String MAC = "HmacSHA256";
  private static final Set<Scope> OF_A_TICKET = EnumSet.of(Scope.READ, Scope.SUBMIT);

  private final SecretKeySpec key = new SecretKeySpec(Tokens.next().getBytes(UTF_8), MAC);
  private final Credentials credentials;
  private final Clock clock;

  /** Tokens of people with tickets: the server keeps no list of them. The key is as in a ticket. */
  private final Cache<String, AccessToken> people =
      Caffeine.newBuilder()
          .maximumSize(MOST_PEOPLE)
          .expireAfterWrite(LIFETIME)
          .executor(Runnable::run)
          .build();

  Tickets(Credentials credentials, Clock clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  record Ticket(String text, Instant expiresAt) {}

  Ticket issue(Caller caller, String path) {
    Instant end = Instant.ofEpochSecond(clock.instant().plus(LIFETIME).getEpochSecond());
    AccessToken token = caller.token();
    String name = token.sha256().substring(0, NAME_LENGTH);
    if (!caller.equals(credentials.anyone()) && credentials.accepted().noneMatch(token::equals)) {
      people.put(name, token);
    }
    String text =
        name + "." + end.getEpochSecond() + "." + signature(token, end.getEpochSecond(), path);
    return new Ticket(text, end);
  }

  /**
   * Whom a ticket stands for: the bearer of its token, who may read and, with that scope, submit.
   *
   * @return empty for a ticket that is malformed, over, of another path, or of a token that is not
   *     accepted any more
   */
  Optional<Caller> redeem(String ticket, String path) {
    Matcher form = FORM.matcher(ticket);
    if (!form.matches()) {
      return Optional.empty();
    }
    long end = Long.parseLong(form.group(2));
    if (end <= clock.instant().getEpochSecond()) {
      return Optional.empty();
    }
    return accepted(form.group(1))
        .filter(token -> isEqual(form.group(3), signature(token, end, path)))
        .findAny()
        .map(Tickets::limited);
  }

  /** The tokens whose digest begins so. */
  private Stream<AccessToken> accepted(String name) {
    Instant now = clock.instant();
    return Stream.concat(
        credentials.accepted().filter(token -> token.sha256().startsWith(name)),
        Stream.ofNullable(people.getIfPresent(name)).filter(token -> !token.isExpired(now)));
  }

  private static Caller limited(AccessToken token) {
    Set<Scope> scopes = EnumSet.copyOf(OF_A_TICKET);
    scopes.retainAll(token.scopes());
    return new Caller(
        new AccessToken(
            token.name(),
            scopes,
            token.sha256(),
            token.workers(),
            token.createdAt(),
            token.expiresAt()));
  }

  private static boolean isEqual(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }

  private String signature(AccessToken token, long end, String path) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      byte[] signed = mac.doFinal((token.sha256() + "." + end + "." + path).getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + MAC, e);
    }
  }
}
