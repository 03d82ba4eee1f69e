package dev.sluice.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.app.TestStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class AnswerWriterTest {
  @Test
  void writeResponse_valueThatFailsLate_isOneProblem() {
    given()
        .get("/test/unwritable")
        .then()
        .statusCode(500)
        .contentType("application/problem+json")
        .body("code", equalTo("internal_error"));
  }

  @Test
  void answer_unavailable_saysWhenToTryAgain() {
    given().get("/test/unavailable").then().statusCode(503).header("Retry-After", "1");
  }

  /** Answers 503. */
  @Path("/test/unavailable")
  public static class Unavailable {
    @GET
    public String get() {
      throw ProblemException.of(503, "test", "try again");
    }
  }

  /** Fails after more JSON than the framework's own writer holds back. */
  @Path("/test/unwritable")
  public static class Unwritable {
    /** The last value of the answer. */
    public static class Broken {
      public String getValue() {
        throw new IllegalStateException("cannot be written");
      }
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public List<Object> get() {
      return List.of("x".repeat(100_000), new Broken());
    }
  }
}
