package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.app.TestStore;
import dev.sluice.token.Scope;
import dev.sluice.wire.Json;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks every cell of the guide's table of calls and scopes against a server with tokens. */
@QuarkusTest
@QuarkusTestResource(value = TestStore.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = TokensForTest.class, restrictToAnnotatedClass = true)
@SuppressWarnings("NullAway.Init") // Quarkus sets the field
class AccessTableTest {
  private static final Path GUIDE = Path.of("src/site/markdown/access.md");
  private static final List<String> COLUMNS =
      List.of("none", "submit", "read", "operate", "agent", "backup");
  private static final Set<String> METHODS = Set.of("get", "head", "post", "delete");

  private final HttpClient client = HttpClient.newHttpClient();

  @TestHTTPResource("/")
  URI server;

  record Row(String method, String path, List<String> cells) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(GUIDE)) {
      String[] cells = line.split("\\s*\\|\\s*");
      if (cells.length == COLUMNS.size() + 2 && cells[1].startsWith("`")) {
        String[] call = cells[1].replace("`", "").split(" ");
        rows.add(new Row(call[0], call[1], List.of(cells).subList(2, cells.length)));
      }
    }
    return rows;
  }

  @Test
  void table_rows_areTheCallsOfTheDocument() throws Exception {
    JsonNode paths =
        Json.mapper().readTree(send("GET", "/q/openapi?format=json", null).body()).path("paths");
    Set<String> documented = new TreeSet<>();
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> {
                          if (METHODS.contains(method) && path.getKey().startsWith("/v1/")) {
                            documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                          }
                        }));

    assertThat(rows()).extracting(Row::toString).containsExactlyInAnyOrderElementsOf(documented);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void call_eachScope_isAnsweredAsTheTableSays(Row row) throws Exception {
    for (int i = 0; i < COLUMNS.size(); i++) {
      String secret = i == 0 ? null : secret(COLUMNS.get(i));
      HttpResponse<InputStream> answer = send(row.method(), row.path(), secret);
      answer.body().close();
      int status = answer.statusCode();
      String cell = row.cells().get(i);
      switch (cell) {
        case "yes" -> assertThat(status).as(COLUMNS.get(i)).isNotIn(401, 403).isLessThan(500);
        case "401", "403" -> assertThat(status).as(COLUMNS.get(i)).hasToString(cell);
        case "lease", "worker" -> assertThat(status).as(COLUMNS.get(i)).isBetween(400, 499);
        default -> throw new AssertionError("the table has the cell " + cell);
      }
      Optional<String> challenge = answer.headers().firstValue("WWW-Authenticate");
      if (cell.equals("401")) {
        assertThat(challenge).contains("Bearer");
      } else if (cell.equals("403")) {
        assertThat(challenge.orElse("")).contains("error=\"insufficient_scope\"");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/jobs", "/v1/jobs/", "/v1/jobs;a=b", "/v1/workers/", "/v1/workers;a"})
  void call_pathWithSlashOrMatrixParameter_needsTheSameScope(String path) throws Exception {
    assertThat(send("POST", path, secret("operate")).statusCode()).isEqualTo(403);
  }

  @Test
  void call_wrongToken_isUnauthorized() throws Exception {
    assertThat(send("GET", "/v1/jobs", secret("read") + "x").statusCode()).isEqualTo(401);
    assertThat(send("GET", "/v1/jobs?access_token=" + secret("read"), null).statusCode())
        .as("a token does not belong in a URL")
        .isEqualTo(401);
  }

  @Test
  void health_noToken_isServed() throws Exception {
    assertThat(send("GET", "/health", null).statusCode()).isEqualTo(200);
  }

  private static String secret(String scope) {
    return ConfigProvider.getConfig()
        .getValue(TokensForTest.property(Scope.of(scope).orElseThrow()), String.class);
  }

  /** The body stays unread, since some answers never end. */
  private HttpResponse<InputStream> send(String method, String path, @Nullable String secret)
      throws IOException, InterruptedException {
    String body = method.equals("POST") ? "{}" : "";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path.replaceAll("\\{[a-z]+}", "1.0.0")))
            .timeout(Duration.ofMinutes(2))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (secret != null) {
      request.header("Authorization", "Bearer " + secret);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }
}
