package dev.sluice.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.sluice.app.TestStore;
import dev.sluice.e2e.Eventually;
import dev.sluice.security.oidc.FakeProvider;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** A server whose only credential is an OIDC provider, which is away at first. */
@QuarkusTest
@QuarkusTestResource(value = TestStore.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = OidcApiTest.Provider.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class OidcApiTest {
  private static final String JOB = "{\"operation\":\"status\"}";

  private static FakeProvider provider;

  @Test
  @Order(1)
  void call_providerIsAway_isRefusedWithRetryAfterAndHealsByItself() {
    Response refused = as("dev").body(JOB).post("/v1/jobs");

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.<String>path("code")).isEqualTo("oidc_unavailable");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(5, 10);

    provider.answerWith(200);
    // The keys are read while the body of the call waits.
    Eventually.until(
        "the job is accepted", () -> as("dev").body(JOB).post("/v1/jobs").statusCode() == 201);
  }

  @Test
  @Order(2)
  void call_roles_decide() {
    as("dev").get("/v1/jobs").then().statusCode(200);
    as("auditor").get("/v1/jobs").then().statusCode(200);
    as("auditor")
        .body(JOB)
        .post("/v1/jobs")
        .then()
        .statusCode(403)
        .body("detail", equalTo("the token alice must have the scope submit, and has read"));
    as("stranger")
        .get("/v1/jobs")
        .then()
        .statusCode(403)
        .body("detail", equalTo("the token alice must have the scope read, and has none"));
  }

  @Test
  @Order(2)
  void call_noToken_isUnauthorized() {
    given().get("/v1/jobs").then().statusCode(401).header("WWW-Authenticate", is("Bearer"));
  }

  @Test
  @Order(2)
  void ticket_ofAPerson_opensAStream() {
    String id = as("dev").body(JOB).post("/v1/jobs").path("job_id");
    Response ticket =
        as("dev").body("{\"sse_url\":\"/v1/jobs/" + id + "/stream\"}").post("/v1/tickets");

    given()
        .urlEncodingEnabled(false)
        .get(ticket.<String>path("sse_url"))
        .then()
        .statusCode(200)
        .contentType(startsWith("text/event-stream"));
  }

  @Test
  @Order(3)
  void call_wrongTokens_areThrottled() {
    JwtClaims claims = provider.claims(Instant.now());
    claims.setAudience("another-service");
    String wrong = FakeProvider.sign(claims);

    assertThat(bearer(wrong).get("/v1/jobs").statusCode()).isEqualTo(401);
    Eventually.until(
        "wrong tokens are throttled", () -> bearer(wrong).get("/v1/jobs").statusCode() == 429);
    as("dev").get("/v1/jobs").then().statusCode(200);
  }

  private static RequestSpecification as(String role) {
    JwtClaims claims = provider.claims(Instant.now());
    claims.setClaim("realm_access", Map.of("roles", List.of(role)));
    return bearer(FakeProvider.sign(claims));
  }

  private static RequestSpecification bearer(String token) {
    return given().header("Authorization", "Bearer " + token);
  }

  /** The settings, and a provider that answers with 503. */
  public static final class Provider implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
      try {
        provider = new FakeProvider();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      provider.answerWith(503);
      return Map.of(
          "sluice.auth.oidc.issuer", provider.issuer(),
          "sluice.auth.oidc.audience", FakeProvider.AUDIENCE,
          "sluice.auth.oidc.roles-claim", "realm_access.roles",
          "sluice.auth.oidc.roles.dev", "submit,read",
          "sluice.auth.oidc.roles.auditor", "read",
          "sluice.limits.wrong-tokens", "5");
    }

    @Override
    public void stop() {
      provider.close();
    }
  }
}
