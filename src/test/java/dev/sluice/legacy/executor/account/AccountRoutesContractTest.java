package dev.sluice.legacy.executor.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.PlainRoutes.Answer;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.legacy.executor.ServedApi;
import dev.sluice.legacy.executor.ServedApi.Json;
import dev.sluice.legacy.executor.token.ExecutorTokens;
import dev.sluice.legacy.executor.token.TestTokens;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(PlainStore.class)
@Timeout(120)
class AccountRoutesContractTest {
  private static final String SECRET = "the secret of users, of the tests";
  private static final String REGISTER = "/api/auth/register";
  private static final String LOGIN = "/api/auth/login";
  private static final int COST = 4;

  @Inject ProblemAnswer problems;
  @Inject Vertx vertx;

  private final String name = "ann-" + UUID.randomUUID();
  private final TestClock clock = new TestClock();
  private final ManualTimers timers = new ManualTimers();
  private final ExecutorTokens tokens = TestTokens.ofUsers(SECRET, clock);
  private ServedApi api;

  @BeforeEach
  void serve() {
    api = served(new Passwords(Infrastructure.getDefaultWorkerPool(), COST, 2, 32), false);
  }

  private ServedApi served(Passwords passwords, boolean open) {
    AccountConfig config =
        Settings.of(
            AccountConfig.class,
            Map.of("sluice.legacy.auth.open-registration", Boolean.toString(open)));
    return ServedApi.serve(
        vertx,
        problems,
        new AccountRoutes(
            new Accounts(passwords, clock), new LoginThrottle(timers), tokens, config));
  }

  @AfterEach
  void close() {
    api.close();
  }

  private Json register(String password) {
    return api.post(
        REGISTER, Map.of("username", name, "password", password, "email", "ann@example.com"));
  }

  private Json logIn(String password) {
    return api.post(LOGIN, Map.of("username", name, "password", password));
  }

  private String user() {
    return "{\"id\":\"%s\",\"username\":\"%s\",\"email\":\"ann@example.com\",\"role\":\"user\"}"
        .formatted(name, name);
  }

  @Test
  void register_newName_isAnsweredWordForWord() {
    Json answer = register("secret").is(201);

    assertThat(answer.body().toString())
        .isEqualTo(
            "{\"success\":true,\"message\":\"User created successfully\",\"user\":%s}"
                .formatted(user()));
  }

  @Test
  void register_takenName_isRefusedAndKeepsThePassword() {
    register("secret").is(201);

    Json answer = register("another");

    assertThat(answer.is(409).text("error")).isEqualTo("Username already exists");
    logIn("secret").is(200);
    logIn("another").is(401);
  }

  @Test
  void register_oneNameAtOnce_isDoneOnce() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(8);
    List<Callable<Integer>> calls =
        IntStream.range(0, 8)
            .<Callable<Integer>>mapToObj(i -> () -> register("secret" + i).status())
            .toList();

    List<Integer> statuses =
        callers.invokeAll(calls).stream().map(AccountRoutesContractTest::done).sorted().toList();

    callers.shutdown();
    assertThat(statuses).containsExactly(201, 409, 409, 409, 409, 409, 409, 409);
  }

  private static <T> T done(java.util.concurrent.Future<T> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'password': 'secret'} | Username and password are required",
        "{'username': 'u'} | Username and password are required",
        "{'username': '', 'password': 'secret'} | Username and password are required",
        "{'username': 7, 'password': 'secret'} | username must be a string",
        "{'username': 'u', 'password': 7} | password must be a string",
        "{'username': 'u', 'password': ['secret']} | password must be a string",
        "{'username': '  ', 'password': 'secret'} | username must have 1 to 100 characters, without"
            + " control characters, and not be blank",
        "[] | the body must be a JSON object",
        "{ | the body must be a JSON object",
      })
  void registerAndLogIn_wrongBody_isRefused(String body, String error) {
    for (String path : List.of(REGISTER, LOGIN)) {
      assertThat(api.post(path, body).is(400).text("error")).isEqualTo(error);
    }
  }

  @Test
  void register_shortPassword_isRefused() {
    assertThat(register("12345").is(400).text("error"))
        .isEqualTo("Password must be at least 6 characters");
  }

  @Test
  void register_wrongEmail_isRefused() {
    Json answer = api.post(REGISTER, "{'username': 'u', 'password': 'secret', 'email': {'a': 1}}");

    assertThat(answer.is(400).text("error")).isEqualTo("email must be a string");
  }

  @Test
  void registerAndLogIn_passwordBeyondBcrypt_isRefused() {
    register("ü".repeat(36)).is(201);

    assertThat(logIn("ü".repeat(36) + "x").is(400).text("error"))
        .isEqualTo("Password must be at most 72 bytes");
    assertThat(register("x".repeat(73)).is(400).text("error"))
        .isEqualTo("Password must be at most 72 bytes");
  }

  @Test
  void logIn_rightPassword_givesATokenAndItsCookie() {
    register("secret");

    Answer answer = api.raw("POST", LOGIN, "{'username': '" + name + "', 'password': 'secret'}");

    String cookie = answer.header("Set-Cookie");
    String token = cookie.substring("auth_token=".length(), cookie.indexOf(';'));
    assertThat(answer.text())
        .isEqualTo(
            "{\"success\":true,\"message\":\"Login successful\",\"user\":%s,\"token\":\"%s\"}"
                .formatted(user(), token));
    assertThat(cookie)
        .contains("Path=/", "HTTPOnly", "SameSite=Strict", "Max-Age=43200")
        .doesNotContain("Secure");
  }

  @Test
  void logIn_wrongPasswordOrName_isRefusedAlike() {
    register("secret");

    Json wrong = logIn("Secret").is(401);
    Json unknown = api.post(LOGIN, Map.of("username", name + "x", "password", "secret")).is(401);

    assertThat(wrong.body().toString()).isEqualTo("{\"error\":\"Invalid credentials\"}");
    assertThat(unknown.body()).isEqualTo(wrong.body());
  }

  @Test
  void logIn_tooManyWrong_isThrottledUntilAPlaceIsRegained() {
    register("secret");
    for (int i = 0; i < LoginThrottle.OF_ACCOUNT; i++) {
      logIn("wrong!").is(401);
    }

    Answer refused = api.raw("POST", LOGIN, "{'username': '" + name + "', 'password': 'secret'}");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("60");
    timers.advance(Duration.ofSeconds(60));
    logIn("secret").is(200);
  }

  @Test
  void logIn_manyNamesOfOneAddress_isThrottled() {
    for (int i = 0; i < LoginThrottle.OF_ADDRESS; i++) {
      api.post(LOGIN, Map.of("username", name + i, "password", "secret")).is(401);
    }

    api.post(LOGIN, Map.of("username", name + "x", "password", "secret")).is(429);
  }

  @Test
  void logIn_rightPassword_countsForNoThrottle() {
    register("secret");

    for (int i = 0; i <= LoginThrottle.OF_ADDRESS; i++) {
      logIn("secret").is(200);
    }
  }

  @Test
  void register_openAndTooMany_isThrottled() {
    try (ServedApi open = served(new Passwords(Runnable::run, COST, 1, 0), true)) {
      for (int i = 0; i < LoginThrottle.OF_ADDRESS; i++) {
        open.post(REGISTER, Map.of("username", name + i, "password", "secret")).is(201);
      }

      open.post(REGISTER, Map.of("username", name, "password", "secret")).is(429);
    }
  }

  @Test
  void logIn_poolIsFull_mayBeRepeatedLater() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Runnable> held = new CompletableFuture<>();
    Executor holding =
        task -> {
          held.complete(task);
          begun.countDown();
        };
    try (ServedApi full = served(new Passwords(holding, COST, 1, 0), false)) {
      String body = "{'username': '" + name + "', 'password': 'secret'}";
      CompletableFuture<Answer> first =
          CompletableFuture.supplyAsync(() -> full.raw("POST", LOGIN, body));
      begun.await();

      Answer second = full.raw("POST", LOGIN, body);

      assertThat(second.status()).isEqualTo(503);
      assertThat(second.header("Retry-After")).isEqualTo("1");
      held.get().run();
      assertThat(first.get().status()).isEqualTo(401);
    }
  }

  @Test
  void logOut_always_clearsTheCookie() {
    Answer answer = api.raw("POST", "/api/auth/logout", "");

    assertThat(answer.text())
        .isEqualTo("{\"success\":true,\"message\":\"Logged out successfully\"}");
    assertThat(answer.header("Set-Cookie")).startsWith("auth_token=;").contains("Max-Age=0");
  }

  @Test
  void me_tokenOfALogin_hasTheTimes() {
    register("secret");
    String token = logIn("secret").text("token");

    Answer answer = api.raw("GET", "/api/auth/me", "", "Authorization", "Bearer " + token);

    assertThat(answer.text())
        .isEqualTo(
            "{\"user\":%s,\"createdAt\":\"2026-03-01T12:00:00.000Z\",\"lastLoginAt\":\"2026-03-01T12:00:00.000Z\"}}"
                .formatted(user().substring(0, user().length() - 1)));
  }

  @Test
  void me_tokenOfNoAccount_isNotFound() {
    String token = tokens.issue(name, null, "user");

    Answer answer = api.raw("GET", "/api/auth/me", "", "Cookie", "auth_token=" + token);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).isEqualTo("{\"error\":\"User not found\"}");
  }
}
