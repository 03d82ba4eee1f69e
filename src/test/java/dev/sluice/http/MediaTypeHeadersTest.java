package dev.sluice.http;

import static io.restassured.RestAssured.given;
import static io.restassured.config.EncoderConfig.encoderConfig;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Accept} chooses between forms, and never keeps an answer from its client. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class MediaTypeHeadersTest {
  @ParameterizedTest
  @ValueSource(strings = {"", ";;;", "bytes=0-1", "application/json;q=abc", "json", "*/*", "a/b/c"})
  void post_contentType_isIgnored(String type) {
    given()
        .config(
            RestAssured.config()
                .encoderConfig(
                    encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false)))
        .header("Content-Type", type)
        .body("{\"operation\":\"status\"}".getBytes(UTF_8))
        .post("/v1/jobs")
        .then()
        .statusCode(201);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/jobs, image/png, application/json",
    "/v1/jobs, application/problem+json, application/json",
    "/v1/tasks, text/event-stream, application/json",
    "/v1/jobs, bytes=0-1, application/json",
    "/v1/jobs, ;;;, application/json",
    "/v1/jobs, *, application/json",
    "/v1/jobs, application/json;q=abc, application/json",
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
