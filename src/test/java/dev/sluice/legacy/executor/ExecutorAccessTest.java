package dev.sluice.legacy.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.app.TestStore;
import dev.sluice.security.TokensForTest;
import dev.sluice.token.Scope;
import dev.sluice.wire.Json;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the guide's table of the older routes against a server with tokens. */
@QuarkusTest
@QuarkusTestResource(value = TestStore.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = TokensForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = UserSecretForTest.class, restrictToAnnotatedClass = true)
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields
class ExecutorAccessTest {
  private static final Path GUIDE = Path.of("src/site/markdown/older-clients.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([A-Z]+) (/api/[^`?]*)[^`]*` \\| (none|submit|read|operate) \\|.*");

  private final HttpClient client = HttpClient.newHttpClient();

  @Inject @Any Instance<ApiSubject> subjects;

  @TestHTTPResource("/")
  URI server;

  record Row(String method, String path, String needs) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static Stream<Row> rows() throws IOException {
    return Files.readAllLines(GUIDE).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(row -> new Row(row.group(1), row.group(2), row.group(3)));
  }

  @Test
  void table_rows_areTheRoutesOfTheServer() throws Exception {
    List<String> served =
        subjects.stream()
            .flatMap(subject -> subject.routes().stream())
            .map(route -> route.method() + " " + route.path())
            .toList();

    assertThat(rows().map(Row::toString)).containsExactlyInAnyOrderElementsOf(served);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void call_withAndWithoutAToken_isAnsweredAsTheTableSays(Row row) throws Exception {
    HttpResponse<String> open = send(row, null);
    if (row.needs().equals("none")) {
      assertThat(open.statusCode()).isNotIn(401, 403).isLessThan(500);
      return;
    }
    JsonNode refusal = Json.mapper().readTree(open.body());
    String other = row.needs().equals("submit") ? "read" : "submit";

    assertThat(open.statusCode()).isEqualTo(401);
    assertThat(refusal.path("error").asText()).isEqualTo("Unauthorized");
    assertThat(refusal.path("detail").asText()).contains("Authorization must be Bearer");
    assertThat(send(row, secret(other)).statusCode()).isEqualTo(403);
    // A token of Sluice has no account.
    int expected = row.path().equals("/api/auth/me") ? 404 : 200;
    assertThat(send(row, secret(row.needs())).statusCode()).isIn(expected, 400);
  }

  private static String secret(String scope) {
    return ConfigProvider.getConfig()
        .getValue(TokensForTest.property(Scope.of(scope).orElseThrow()), String.class);
  }

  private HttpResponse<String> send(Row row, @Nullable String secret) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(row.path().replaceAll("\\{[A-Za-z]+}", "none")))
            .method(row.method(), HttpRequest.BodyPublishers.ofString("{}"));
    if (secret != null) {
      request.header("Authorization", "Bearer " + secret);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
