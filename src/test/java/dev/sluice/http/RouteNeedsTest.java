package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.RouteNeeds.Credential;
import dev.sluice.http.RouteNeeds.Need;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteNeedsTest {
  private static final Need DEFAULT = new Need(Credential.API_TOKEN, RouteNeeds.DEFAULT_MAX_BODY);

  private final RouteNeeds needs = new RouteNeeds();

  @BeforeEach
  void declare() {
    needs.declare(HttpMethod.POST, "/v1/jobs/{id}/output", Credential.OF_ROUTE, 7);
  }

  @Test
  void of_declaredRoute_hasItsNeeds() {
    assertThat(needs.of(HttpMethod.POST, "/v1/jobs/job-1/output"))
        .isEqualTo(new Need(Credential.OF_ROUTE, 7));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/v1/jobs/job-1/output",
    "POST,/v1/jobs/job-1/output/",
    "POST,/v1/jobs/a/b/output",
    "POST,/v1/jobs//output",
    "POST,/v1/jobs",
    "DELETE,/v1/unknown"
  })
  void of_routeWithoutDeclaration_needsTheApiToken(String method, String path) {
    assertThat(needs.of(HttpMethod.valueOf(method), path)).isEqualTo(DEFAULT);
  }
}
