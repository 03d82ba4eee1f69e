package dev.sluice.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code Accept} chooses between forms, and never keeps an answer from its client. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class AcceptFallbackTest {
  @ParameterizedTest
  @CsvSource({
    "/v1/jobs, image/png, application/json",
    "/v1/jobs, application/problem+json, application/json",
    "/v1/tasks, text/event-stream, application/json",
    "/q/metrics, application/json, text/plain",
    "/q/metrics, application/problem+json, text/plain",
    "/q/metrics, application/openmetrics-text, application/openmetrics-text",
    "/q/health/ready, application/xml, application/json",
    "/q/openapi, application/problem+json, application/yaml",
    "/q/openapi, application/json, application/json",
  })
  void get_accept_choosesOrIsIgnored(String path, String accept, String sent) {
    Response response = given().accept(accept).get(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.contentType()).startsWith(sent);
  }
}
