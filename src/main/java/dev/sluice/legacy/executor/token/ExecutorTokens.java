package dev.sluice.legacy.executor.token;

import dev.sluice.http.BearerToken;
import dev.sluice.http.Caller;
import dev.sluice.http.Identification;
import dev.sluice.http.ProblemException;
import dev.sluice.legacy.executor.token.SignedClaims.InvalidTokenException;
import dev.sluice.text.Printable;
import dev.sluice.text.Sha256;
import dev.sluice.token.AccessToken;
import dev.sluice.token.Scope;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jspecify.annotations.Nullable;

/**
 * Who shows a token of the older executor. A token ends with its {@code exp} only; nothing else
 * revokes it than another secret.
 */
@Singleton
public final class ExecutorTokens {
  /** Of browsers, with the token of a user. */
  public static final String USER_COOKIE = "auth_token";

  /** How long a token of a user is valid. */
  public static final Duration OF_USER_FOR = Duration.ofHours(12);

  private static final String WORKER_HEADER = "X-Worker-Token";
  private static final int LONGEST_NAME = 100;
  private static final Identification NONE = new Identification.Unknown();

  private final @Nullable SignedClaims ofWorkers;
  private final @Nullable SignedClaims ofUsers;
  private final Clock clock;

  /**
   * @throws IllegalArgumentException if a secret is unfit; the message names its setting
   */
  @Inject
  ExecutorTokens(TokenConfig config, Clock clock) {
    TokenSecrets secrets = TokenSecrets.of(config);
    this.ofWorkers = claims(secrets.worker(), clock);
    this.ofUsers = claims(secrets.user(), clock);
    this.clock = clock;
  }

  private static @Nullable SignedClaims claims(Optional<String> secret, Clock clock) {
    return secret.isPresent() ? new SignedClaims(secret.get(), clock) : null;
  }

  /** Whether the server checks the tokens of workers. */
  public boolean areOfWorkers() {
    return ofWorkers != null;
  }

  /** Whether the server checks the tokens of users. */
  public boolean areOfUsers() {
    return ofUsers != null;
  }

  /** The user whose token is the bearer or, without a bearer, in the cookie. */
  public Identification user(HttpServerRequest request) {
    String token = bearerOrCookie(request);
    if (token == null) {
      return NONE;
    }
    try {
      return user(token);
    } catch (InvalidTokenException e) {
      return refused("Authorization or the cookie " + USER_COOKIE, e);
    }
  }

  /** The name of the user whose token the call shows; empty without a valid one. */
  public Optional<String> userName(HttpServerRequest request) {
    String token = bearerOrCookie(request);
    if (token == null || ofUsers == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(text(ofUsers.of(token), "username"));
    } catch (InvalidTokenException e) {
      return Optional.empty();
    }
  }

  /**
   * Makes the token of a user who has logged in.
   *
   * @throws IllegalStateException if the server has no secret of users
   */
  public String issue(String username, @Nullable String email, String role) {
    if (ofUsers == null) {
      throw new IllegalStateException("the server has no secret of users");
    }
    Instant now = clock.instant();
    JwtClaims claims = new JwtClaims();
    claims.setSubject(username);
    claims.setStringClaim("username", username);
    if (email != null) {
      claims.setStringClaim("email", email);
    }
    claims.setStringClaim("role", role);
    claims.setIssuedAt(NumericDate.fromMilliseconds(now.toEpochMilli()));
    claims.setExpirationTime(NumericDate.fromMilliseconds(now.plus(OF_USER_FOR).toEpochMilli()));
    return ofUsers.sign(claims);
  }

  /** The worker whose token is in the header for it or the bearer, or else the user. */
  public Identification workerOrUser(HttpServerRequest request) {
    String header = request.getHeader(WORKER_HEADER);
    String bearer = BearerToken.of(request.getHeader("Authorization"));
    String token = header == null ? bearer : header;
    if (token == null || ofWorkers == null) {
      return user(request);
    }
    try {
      String id = workerId(ofWorkers, token);
      return known("the worker " + id, Set.of(Scope.AGENT), token);
    } catch (InvalidTokenException e) {
      Identification user = ofUsers == null || bearer == null ? NONE : user(request);
      return user instanceof Identification.Known
          ? user
          : refused(header == null ? "Authorization" : WORKER_HEADER, e);
    }
  }

  /**
   * The worker that the header {@code X-Worker-Token} names; empty without the header, or if the
   * server checks no such tokens.
   *
   * @throws ProblemException 401 if the token is not valid
   */
  public Optional<String> shownWorker(HttpServerRequest request) {
    String token = request.getHeader(WORKER_HEADER);
    if (token == null || ofWorkers == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(workerId(ofWorkers, token));
    } catch (InvalidTokenException e) {
      throw ProblemException.of(401, "unauthorized", why(WORKER_HEADER, e));
    }
  }

  private Identification user(String token) throws InvalidTokenException {
    if (ofUsers == null) {
      throw new InvalidTokenException("the server checks no tokens of users");
    }
    JwtClaims claims = ofUsers.of(token);
    text(claims, "sub");
    return known("the user " + text(claims, "username"), Set.of(Scope.SUBMIT, Scope.READ), token);
  }

  private static String workerId(SignedClaims workers, String token) throws InvalidTokenException {
    JwtClaims claims = workers.of(token);
    if (claims.hasClaim("type") && !"worker".equals(claims.getClaimValue("type"))) {
      throw new InvalidTokenException("its claim type must be \"worker\"");
    }
    return text(claims, "workerId");
  }

  private static String text(JwtClaims claims, String name) throws InvalidTokenException {
    if (claims.getClaimValue(name) instanceof String text && !text.isBlank()) {
      return text;
    }
    throw new InvalidTokenException("its claim " + name + " must be a text that is not empty");
  }

  private static @Nullable String bearerOrCookie(HttpServerRequest request) {
    String bearer = BearerToken.of(request.getHeader("Authorization"));
    if (bearer != null) {
      return bearer;
    }
    Cookie cookie = request.getCookie(USER_COOKIE);
    return cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue();
  }

  /** The name marks it: no token of the operator is called so by accident. */
  private static Identification known(String who, Set<Scope> scopes, String token) {
    String name = Printable.excerpt(who + " of the older executor", LONGEST_NAME);
    return new Identification.Known(
        new Caller(
            new AccessToken(name, scopes, Sha256.of(token), List.of(), Instant.EPOCH, null)));
  }

  private static Identification refused(String where, InvalidTokenException reason) {
    return new Identification.Refused(why(where, reason));
  }

  private static String why(String where, InvalidTokenException reason) {
    return where + " must be a valid token of this server: " + reason.getMessage();
  }
}
