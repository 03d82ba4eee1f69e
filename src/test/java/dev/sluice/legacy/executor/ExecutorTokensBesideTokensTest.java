package dev.sluice.legacy.executor;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.app.TestStore;
import dev.sluice.legacy.executor.token.SignedToken;
import dev.sluice.security.TokensForTest;
import dev.sluice.token.Scope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Clock;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Tokens of the older executor on a server that has tokens of its own too. */
@QuarkusTest
@QuarkusTestResource(value = TestStore.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = TokensForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = SecretsForTest.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(120)
@SuppressWarnings("NullAway.Init") // Quarkus sets the field
class ExecutorTokensBesideTokensTest {
  private static final String FILE = "/api/files/download/none.zip";

  @Inject Clock clock;

  private static RequestSpecification bearer(String token) {
    return given().header("Authorization", "Bearer " + token);
  }

  private static RequestSpecification with(Scope scope) {
    return bearer(ConfigProvider.getConfig().getValue(TokensForTest.property(scope), String.class));
  }

  @Test
  void call_ofAUser_isServedUnderApiOnly() {
    String user =
        SignedToken.signed(SignedToken.ofUser("ann", clock.instant()), SecretsForTest.OF_USERS);

    bearer(user).get("/api/jobs/list").then().statusCode(200);
    bearer(user).get("/v1/jobs").then().statusCode(401);
    given().cookie("auth_token", user).get("/v1/jobs").then().statusCode(401);
    bearer(user).get("/v1/workers").then().statusCode(401);
  }

  @Test
  void call_ofAWorker_registersNoWorkerUnderV1() {
    String worker =
        SignedToken.signed(SignedToken.ofWorker("w-1", clock.instant()), SecretsForTest.OF_WORKERS);

    bearer(worker).body("{\"name\": \"w-1\"}").post("/v1/workers").then().statusCode(401);
    bearer(worker).get(FILE).then().statusCode(200);
  }

  @Test
  void call_tokenOfTheServer_isServedAsItsScopesSay() {
    with(Scope.READ).get("/api/jobs/list").then().statusCode(200);
    with(Scope.SUBMIT)
        .get("/api/jobs/list")
        .then()
        .statusCode(403)
        .body("error", containsString("must have the scope read"));
    with(Scope.READ).get(FILE).then().statusCode(200);
    with(Scope.AGENT).get(FILE).then().statusCode(200);
    with(Scope.BACKUP).get(FILE).then().statusCode(403);
  }

  @Test
  void register_needsTheScopeOperate() {
    String user =
        SignedToken.signed(SignedToken.ofUser("ann", clock.instant()), SecretsForTest.OF_USERS);
    String account = "{\"username\": \"account-beside-tokens\", \"password\": \"secret\"}";

    given().body(account).post("/api/auth/register").then().statusCode(401);
    bearer(user).body(account).post("/api/auth/register").then().statusCode(401);
    with(Scope.READ).body(account).post("/api/auth/register").then().statusCode(403);
    with(Scope.OPERATE).body(account).post("/api/auth/register").then().statusCode(201);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void call_wrongTokens_areThrottled() {
    int last = 0;
    for (int call = 0; call < 1_000 && last != 429; call++) {
      last = bearer("a.b.c").get("/api/jobs/list").statusCode();
    }

    bearer("a.b.c")
        .get("/api/jobs/list")
        .then()
        .statusCode(429)
        .body("error", containsString("wrong too often"))
        .header("Retry-After", equalTo("1"));
    with(Scope.READ).get("/api/jobs/list").then().statusCode(200);
  }
}
