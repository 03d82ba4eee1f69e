package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.RouteNeeds.HeadCheck;
import dev.sluice.http.RouteNeeds.Need;
import dev.sluice.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteNeedsTest {
  private static final HeadCheck CHECK =
      (id, request) -> Uni.createFrom().failure(new IllegalStateException(id));

  private final RouteNeeds needs = new RouteNeeds();

  @BeforeEach
  void declare() {
    needs.declare(HttpMethod.POST, "/v1/jobs/{id}/output", CHECK, 7);
    needs.declare(HttpMethod.GET, "/v1/bundle", Set.of(Scope.AGENT), 8);
    needs.takeTickets("/v1/jobs/{id}/stream");
  }

  @Test
  void of_declaredRoute_hasItsNeeds() {
    Need need = needs.of(HttpMethod.POST, "/v1/jobs/job-1/output");

    assertThat(need).isEqualTo(new Need(Set.of(), 7));
    assertThat(need.isScope()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/bundle/", "/v1/bundle;a=b", "/v1/bundle;a=b;c/", "/v1;x/bundle"})
  void of_slashOrMatrixParameter_hasTheNeedsOfTheRoute(String path) {
    assertThat(needs.of(HttpMethod.GET, path)).isEqualTo(new Need(Set.of(Scope.AGENT), 8));
  }

  @Test
  void of_head_hasTheNeedsOfGet() {
    assertThat(needs.of(HttpMethod.HEAD, "/v1/bundle")).isEqualTo(new Need(Set.of(Scope.AGENT), 8));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/v1/jobs/job-1/output,READ",
    "HEAD,/v1/unknown,READ",
    "POST,/v1/jobs/a/b/output,OPERATE",
    "POST,/v1/jobs//output,OPERATE",
    "POST,/v1/bundle,OPERATE",
    "DELETE,/v1/unknown,OPERATE"
  })
  void of_routeWithoutDeclaration_needsReadOrOperate(String method, String path, Scope scope) {
    assertThat(needs.of(HttpMethod.valueOf(method), path))
        .isEqualTo(new Need(Set.of(scope), RouteNeeds.DEFAULT_MAX_BODY));
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/jobs/job-1/stream,true",
    "/v1/jobs/job-1/stream/,false",
    "/v1/jobs/a%20b/stream,false",
    "/v1/jobs/job-1,false",
    "/v1/jobs//stream,false"
  })
  void takesTicket_path_isADeclaredOne(String path, boolean takes) {
    assertThat(needs.takesTicket(path)).isEqualTo(takes);
  }
}
