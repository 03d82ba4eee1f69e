package dev.sluice.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** The two calls of seed 003, exactly as written there. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class FirstCallsTest {

  @Test
  void submitAndStream_asSeed003WritesThem_work() {
    String sseUrl =
        given()
            .contentType("application/x-www-form-urlencoded")
            .body("{\"operation\": \"hive_list\"}")
            .post("/v1/jobs")
            .then()
            .statusCode(201)
            .extract()
            .path("sse_url");

    String stream = given().get(sseUrl).then().statusCode(200).extract().asString();

    assertThat(stream.lines().filter(line -> line.startsWith("data: ")))
        .hasSizeGreaterThan(1)
        .last()
        .isEqualTo("data: [DONE]");
  }
}
