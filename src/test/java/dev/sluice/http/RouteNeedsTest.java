package dev.sluice.http;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.RouteNeeds.HeadCheck;
import dev.sluice.http.RouteNeeds.Need;
import dev.sluice.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
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

  @Test
  void readsOwnBody_declaredPath_isForPostAlone() {
    needs.readOwnBody("/v1/files");

    assertThat(needs.readsOwnBody(HttpMethod.POST, "/v1/files/")).isTrue();
    assertThat(needs.readsOwnBody(HttpMethod.GET, "/v1/files")).isFalse();
    assertThat(needs.readsOwnBody(HttpMethod.POST, "/v1/files/a")).isFalse();
  }

  @Test
  void checkHead_head_isCheckedAsGet() {
    HttpServerRequest head =
        (HttpServerRequest)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (request, method, arguments) -> HttpMethod.HEAD);
    needs.declare(HttpMethod.GET, "/v1/jobs/{id}/files/{file}", CHECK, 7);

    assertThatThrownBy(() -> result(needs.checkHead(head, "/v1/jobs/job-1/files/f")))
        .hasMessage("job-1");
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
