package dev.sluice.legacy.executor.account;

import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.ProblemException;
import dev.sluice.legacy.executor.ApiAnswer;
import dev.sluice.legacy.executor.ApiBody;
import dev.sluice.legacy.executor.ApiRequest;
import dev.sluice.legacy.executor.ApiRoute;
import dev.sluice.legacy.executor.ApiSubject;
import dev.sluice.legacy.executor.token.ExecutorTokens;
import dev.sluice.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /api/auth/*}. */
@Singleton
final class AccountRoutes implements ApiSubject {
  private static final int MAX_BODY = 16 << 10;
  private static final int LONGEST_EMAIL = 254;
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  private final Accounts accounts;
  private final LoginThrottle throttle;
  private final ExecutorTokens tokens;
  private final AccountConfig config;

  AccountRoutes(
      Accounts accounts, LoginThrottle throttle, ExecutorTokens tokens, AccountConfig config) {
    this.accounts = accounts;
    this.throttle = throttle;
    this.tokens = tokens;
    this.config = config;
  }

  @Override
  public List<ApiRoute> routes() {
    Set<Scope> registering = config.openRegistration() ? Set.of() : Set.of(Scope.OPERATE);
    return List.of(
        route(POST, "/api/auth/register", registering, this::register),
        route(POST, "/api/auth/login", Set.of(), this::logIn),
        route(POST, "/api/auth/logout", Set.of(), AccountRoutes::logOut),
        route(GET, "/api/auth/me", Set.of(Scope.READ), this::me));
  }

  private ApiRoute route(
      HttpMethod method,
      String path,
      Set<Scope> scopes,
      Function<ApiRequest, Uni<ApiAnswer>> work) {
    return tokens.areOfUsers()
        ? new ApiRoute(method, path, scopes, MAX_BODY, false, work)
        : new ApiRoute(method, path, Set.of(), MAX_BODY, false, call -> unset());
  }

  private static Uni<ApiAnswer> unset() {
    throw ProblemException.of(
        404,
        "not_served",
        "the server has no accounts: sluice.legacy.auth.user-secret must be set");
  }

  private Uni<ApiAnswer> register(ApiRequest call) {
    return call.json(
        body -> {
          Credentials user = Credentials.of(body).requireLength();
          String email = email(body);
          Duration wait =
              config.openRegistration() ? throttle.takeRegistration(address(call)) : Duration.ZERO;
          return wait.isZero()
              ? accounts.register(user, email).map(AccountRoutes::registered)
              : tooMany(wait);
        });
  }

  private static @Nullable String email(ApiBody body) {
    String email = body.text("email");
    if (email != null && email.length() > LONGEST_EMAIL) {
      throw ApiBody.refused("email must have at most " + LONGEST_EMAIL + " characters");
    }
    return email;
  }

  private static ApiAnswer registered(Optional<Account> account) {
    if (account.isEmpty()) {
      return error(409, "Username already exists");
    }
    ObjectNode answer = ApiAnswer.success().put("message", "User created successfully");
    answer.set("user", view(account.get()));
    return ApiAnswer.json(201, answer);
  }

  private Uni<ApiAnswer> logIn(ApiRequest call) {
    return call.json(
        body -> {
          Credentials user = Credentials.of(body);
          Duration wait = throttle.take(user.username(), address(call));
          return wait.isZero() ? logIn(user, call) : tooMany(wait);
        });
  }

  private Uni<ApiAnswer> logIn(Credentials user, ApiRequest call) {
    String address = address(call);
    return accounts
        .logIn(user)
        .onFailure()
        .invoke(() -> throttle.giveBack(user.username(), address))
        .map(
            found -> {
              if (found.isEmpty()) {
                return error(401, "Invalid credentials");
              }
              throttle.giveBack(user.username(), address);
              return loggedIn(found.get(), call);
            });
  }

  private ApiAnswer loggedIn(Account account, ApiRequest call) {
    String token = tokens.issue(account.username, account.email, account.role);
    ObjectNode answer = ApiAnswer.success().put("message", "Login successful");
    answer.set("user", view(account));
    answer.put("token", token);
    return withCookie(answer, call, token, ExecutorTokens.OF_USER_FOR);
  }

  private static Uni<ApiAnswer> logOut(ApiRequest call) {
    ObjectNode answer = ApiAnswer.success().put("message", "Logged out successfully");
    return Uni.createFrom().item(withCookie(answer, call, "", Duration.ZERO));
  }

  private static ApiAnswer withCookie(
      ObjectNode answer, ApiRequest call, String value, Duration lasting) {
    Cookie cookie =
        Cookie.cookie(ExecutorTokens.USER_COOKIE, value)
            .setPath("/")
            .setHttpOnly(true)
            .setSameSite(CookieSameSite.STRICT)
            .setSecure(call.context().request().isSSL())
            .setMaxAge(lasting.toSeconds());
    return ApiAnswer.ok(answer).with("Set-Cookie", cookie.encode());
  }

  /** The account of the token; a token of Sluice has none. */
  private Uni<ApiAnswer> me(ApiRequest call) {
    Optional<String> name = tokens.userName(call.context().request());
    Uni<Optional<Account>> account =
        name.isPresent()
            ? accounts.find(name.get())
            : Uni.createFrom().item(Optional.<Account>empty());
    return account.map(
        found -> found.map(AccountRoutes::whole).orElseGet(() -> error(404, "User not found")));
  }

  private static ApiAnswer whole(Account account) {
    Instant lastLogin = account.lastLoginAt;
    ObjectNode user =
        view(account)
            .put("createdAt", MILLISECONDS.format(account.createdAt))
            .put("lastLoginAt", lastLogin == null ? null : MILLISECONDS.format(lastLogin));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("user", user);
    return ApiAnswer.ok(answer);
  }

  private static ObjectNode view(Account account) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", account.username)
        .put("username", account.username)
        .put("email", account.email)
        .put("role", account.role);
  }

  private static String address(ApiRequest call) {
    return call.context().request().remoteAddress().hostAddress();
  }

  private static Uni<ApiAnswer> tooMany(Duration wait) {
    String seconds = Long.toString(wait.plusMillis(999).toSeconds());
    return Uni.createFrom()
        .item(
            error(429, "too many attempts; try again in " + seconds + " s")
                .with("Retry-After", seconds));
  }

  private static ApiAnswer error(int status, String message) {
    return ApiAnswer.json(status, JsonNodeFactory.instance.objectNode().put("error", message));
  }
}
