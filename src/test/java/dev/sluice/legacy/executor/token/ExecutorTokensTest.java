package dev.sluice.legacy.executor.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.Caller;
import dev.sluice.http.Identification;
import dev.sluice.time.TestClock;
import dev.sluice.token.Scope;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutorTokensTest {
  private static final String OF_WORKERS = "the secret of workers, of the tests";
  private static final String OF_USERS = "the secret of users, of the tests";

  private final TestClock clock = new TestClock();
  private final ExecutorTokens tokens =
      TestTokens.of(
          Map.of(
              "sluice.legacy.auth.worker-secret",
              OF_WORKERS,
              "sluice.legacy.auth.user-secret",
              OF_USERS),
          clock);
  private final JwtClaims worker = SignedToken.ofWorker("w-1", clock.instant());
  private final JwtClaims user = SignedToken.ofUser("ann", clock.instant());

  private static HttpServerRequest with(String header, String value) {
    return (HttpServerRequest)
        Proxy.newProxyInstance(
            ExecutorTokensTest.class.getClassLoader(),
            new Class<?>[] {HttpServerRequest.class},
            (request, method, arguments) ->
                method.getName().equals("getHeader") && header.equals(arguments[0]) ? value : null);
  }

  private Identification ofWorker() {
    return tokens.workerOrUser(with("X-Worker-Token", SignedToken.signed(worker, OF_WORKERS)));
  }

  private Identification ofUser() {
    return tokens.user(with("Authorization", "Bearer " + SignedToken.signed(user, OF_USERS)));
  }

  private static Caller caller(Identification found) {
    return ((Identification.Known) found).caller();
  }

  private static void assertRefused(Identification found, String why) {
    assertThat(found)
        .isInstanceOfSatisfying(
            Identification.Refused.class, refused -> assertThat(refused.why()).endsWith(why));
  }

  @Test
  void workerOrUser_agent_hasTheScopeOfAgents() {
    assertThat(caller(ofWorker()).token().scopes()).containsExactly(Scope.AGENT);
    assertThat(caller(ofWorker()).token().name()).isEqualTo("the worker w-1 of the older executor");
  }

  @Test
  void workerOrUser_withoutType_isTaken() {
    worker.unsetClaim("type");

    assertThat(caller(ofWorker()).may(Scope.AGENT)).isTrue();
  }

  @Test
  void workerOrUser_otherType_isRefused() {
    worker.setStringClaim("type", "user");

    assertRefused(ofWorker(), "its claim type must be \"worker\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void workerOrUser_emptyWorkerId_isRefused(String id) {
    worker.setStringClaim("workerId", id);

    assertRefused(ofWorker(), "its claim workerId must be a text that is not empty");
  }

  @Test
  void workerOrUser_workerIdIsMissingOrNoText_isRefused() {
    worker.setClaim("workerId", 5);
    assertRefused(ofWorker(), "its claim workerId must be a text that is not empty");
    worker.unsetClaim("workerId");
    assertRefused(ofWorker(), "its claim workerId must be a text that is not empty");
  }

  @Test
  void user_roleAdmin_hasNoFurtherScope() {
    user.setStringClaim("role", "admin");

    assertThat(caller(ofUser()).token().scopes())
        .containsExactlyInAnyOrder(Scope.SUBMIT, Scope.READ);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sub", "username"})
  void user_claimIsMissing_isRefused(String claim) {
    user.unsetClaim(claim);

    assertRefused(ofUser(), "its claim " + claim + " must be a text that is not empty");
  }

  @Test
  void user_usernameIsNoText_isRefused() {
    user.setClaim("username", true);

    assertRefused(ofUser(), "its claim username must be a text that is not empty");
  }

  @Test
  void user_noCredential_isUnknown() {
    assertThat(tokens.user(with("Accept", "*/*"))).isInstanceOf(Identification.Unknown.class);
  }

  @Test
  void workerOrUser_serverChecksNoUsers_refusesTheirTokens() {
    ExecutorTokens ofWorkersOnly =
        TestTokens.of(Map.of("sluice.legacy.auth.worker-secret", OF_WORKERS), clock);
    HttpServerRequest request =
        with("Authorization", "Bearer " + SignedToken.signed(user, OF_USERS));

    assertRefused(
        ofWorkersOnly.workerOrUser(request),
        "its signature, its algorithm (HS256) or its time (exp) is wrong");
    assertThat(ofWorkersOnly.areOfUsers()).isFalse();
  }
}
