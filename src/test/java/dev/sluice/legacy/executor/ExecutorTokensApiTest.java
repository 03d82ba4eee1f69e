package dev.sluice.legacy.executor;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.oneOf;
import static org.hamcrest.Matchers.startsWith;

import dev.sluice.app.TestStore;
import dev.sluice.legacy.executor.token.SignedToken;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of the older executor on a server that has their secrets and no tokens of its own. */
@QuarkusTest
@QuarkusTestResource(value = TestStore.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = SecretsForTest.class, restrictToAnnotatedClass = true)
@Timeout(120)
@SuppressWarnings("NullAway.Init") // Quarkus and JUnit set the fields
class ExecutorTokensApiTest {
  private static final String FILE = "/api/files/download/none.zip";
  private static final String JOB =
      "{\"command\": \"true\", \"fileUrl\": \"" + FILE + "\", \"filename\": \"f.zip\"}";

  @Inject Clock clock;

  private String worker;
  private String user;

  @BeforeEach
  void sign() {
    worker = workerAt(clock.instant());
    user = userAt(clock.instant());
  }

  private static String workerAt(Instant now) {
    return SignedToken.signed(SignedToken.ofWorker("w-1", now), SecretsForTest.OF_WORKERS);
  }

  private static String userAt(Instant now) {
    return SignedToken.signed(SignedToken.ofUser("ann", now), SecretsForTest.OF_USERS);
  }

  private static RequestSpecification bearer(String token) {
    return given().header("Authorization", "Bearer " + token);
  }

  private static void refused(ValidatableResponse answer, String why) {
    answer
        .statusCode(401)
        .body("error", equalTo("Unauthorized"))
        .body("detail", containsString(why));
  }

  @Test
  void user_bearerOrCookie_submitsAndLists() {
    bearer(user)
        .body(JOB)
        .post("/api/jobs/create")
        .then()
        .statusCode(200)
        .body("jobId", notNullValue());
    given().cookie("auth_token", user).body(JOB).post("/api/jobs/create").then().statusCode(200);
    given().cookie("auth_token", user).get("/api/jobs/list").then().statusCode(200);
  }

  @ParameterizedTest
  @CsvSource({"POST, /api/jobs/create", "GET, /api/jobs/create", "GET, /api/jobs/list"})
  void user_noCredential_isRefusedOnAServerWithoutTokens(String method, String path) {
    refused(given().body(JOB).request(method, path).then(), "Authorization must be Bearer");
  }

  @Test
  void user_expired_isRefused() {
    String expired = userAt(clock.instant().minus(Duration.ofHours(13)));

    refused(bearer(expired).get("/api/jobs/list").then(), "it has expired");
    refused(given().cookie("auth_token", expired).get("/api/jobs/list").then(), "it has expired");
  }

  @Test
  void user_tokenOfAWorker_isRefused() {
    refused(bearer(worker).get("/api/jobs/list").then(), "its signature");
  }

  @Test
  void user_wrongBearerBesideAGoodCookie_isRefused() {
    refused(bearer("x").cookie("auth_token", user).get("/api/jobs/list").then(), "it is no signed");
  }

  @Test
  void user_ofTheOlderExecutor_isUnknownUnderV1() {
    // Without tokens of its own the server serves its own account there, whatever the header says.
    bearer(user).get("/v1/jobs").then().statusCode(200);
  }

  @Test
  void download_workerOrUser_isServed() {
    given().header("X-Worker-Token", worker).get(FILE).then().statusCode(200);
    bearer(worker).get(FILE).then().statusCode(200);
    bearer(user).get(FILE).then().statusCode(200);
    given().cookie("auth_token", user).get(FILE).then().statusCode(200);
  }

  @Test
  void download_withoutAToken_isRefused() {
    refused(given().get(FILE).then(), "Authorization must be Bearer");
  }

  @Test
  void download_expired_isRefused() {
    String expired = workerAt(clock.instant().minus(Duration.ofHours(25)));

    refused(given().header("X-Worker-Token", expired).get(FILE).then(), "it has expired");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "a.b.c"})
  void download_malformedToken_isRefused(String token) {
    refused(
        given().header("X-Worker-Token", token).get(FILE).then(),
        "X-Worker-Token must be a valid token of this server");
  }

  @Test
  void download_tokenOfAUserInTheHeaderOfWorkers_isRefused() {
    refused(given().header("X-Worker-Token", user).get(FILE).then(), "its signature");
  }

  @Test
  void agentsCall_withoutAToken_staysOpen() {
    given()
        .body("{\"workerId\": \"w-open\", \"hostname\": \"h\"}")
        .post("/api/workers/register")
        .then()
        .statusCode(200);
  }

  @Test
  void agentsCall_tokenOfTheWorker_isServed() {
    given()
        .header("X-Worker-Token", worker)
        .body("{\"workerId\": \"w-1\", \"hostname\": \"h\"}")
        .post("/api/workers/register")
        .then()
        .statusCode(200);
    given()
        .header("X-Worker-Token", worker)
        .get("/api/jobs/get-job?workerId=w-1")
        .then()
        .statusCode(oneOf(200, 202));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/workers/register",
    "POST, /api/workers/heartbeat",
    "GET, /api/jobs/get-job?workerId=w-2",
    "POST, /api/jobs/get-job",
    "POST, /api/jobs/submit-result",
    "PUT, /api/jobs/submit-result"
  })
  void agentsCall_tokenOfAnotherWorker_isRefused(String method, String path) {
    given()
        .header("X-Worker-Token", worker)
        .body("{\"workerId\": \"w-2\", \"hostname\": \"h\", \"jobId\": \"j\"}")
        .request(method, path)
        .then()
        .statusCode(403)
        .body("error", startsWith("X-Worker-Token is that of a worker other than"));
  }

  @Test
  void agentsCall_wrongToken_isRefused() {
    refused(
        given().header("X-Worker-Token", user).get("/api/jobs/get-job?workerId=w-1").then(),
        "its signature");
  }

  @Test
  void account_registeredAndLoggedIn_hasATokenThatReads() {
    String account = "{\"username\": \"account-of-the-api-test\", \"password\": \"secret\"}";
    given().body(account).post("/api/auth/register").then().statusCode(201);

    Response login = given().body(account).post("/api/auth/login");

    String token = login.then().statusCode(200).extract().path("token");
    bearer(token).get("/api/jobs/list").then().statusCode(200);
    given()
        .cookie("auth_token", login.cookie("auth_token"))
        .get("/api/auth/me")
        .then()
        .statusCode(200)
        .body("user.username", equalTo("account-of-the-api-test"))
        .body("user.lastLoginAt", notNullValue());
  }
}
