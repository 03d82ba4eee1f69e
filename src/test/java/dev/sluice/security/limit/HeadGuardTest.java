package dev.sluice.security.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.app.TestStore;
import dev.sluice.wire.Json;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose first line or headers are too long. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
@SuppressWarnings("NullAway.Init") // Quarkus sets the field
class HeadGuardTest {
  /** {@code GET}, the path, {@code HTTP/1.1} and two spaces. */
  private static final int AROUND_QUERY = "GET /health? HTTP/1.1".length();

  @TestHTTPResource("/")
  URI server;

  @Test
  void requestLine_longest_isServed() throws IOException {
    String query = "a".repeat(HeadGuard.REQUEST_LINE - AROUND_QUERY);

    assertThat(send("/health?" + query, "")).startsWith("HTTP/1.1 ").doesNotContain(" 414 ");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10_000})
  void requestLine_longer_isRefusedWithLimitAndSize(int more) throws IOException {
    int length = HeadGuard.REQUEST_LINE + more;

    String answer = send("/health?" + "a".repeat(length - AROUND_QUERY), "");

    assertThat(answer).startsWith("HTTP/1.1 414 ").contains("application/problem+json");
    JsonNode problem = body(answer);
    assertThat(problem.path("code").asText()).isEqualTo("uri_too_long");
    assertThat(problem.path("detail").asText())
        .isEqualTo("the request line may have 4096 bytes, and has " + length);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 11_000})
  void headers_longer_areRefusedWithLimitAndSize(int more) throws IOException {
    String answer = send("/v1/jobs", "X: " + "a".repeat(HeadGuard.HEADERS + more) + "\r\n");

    assertThat(answer).startsWith("HTTP/1.1 431 ").contains("application/problem+json");
    JsonNode problem = body(answer);
    assertThat(problem.path("code").asText()).isEqualTo("headers_too_large");
    assertThat(problem.path("detail").asText())
        .startsWith("the headers may have 20480 bytes, and have ");
  }

  @Test
  void headers_nearlyTheLongest_areServed() throws IOException {
    assertThat(send("/health", "X: " + "a".repeat(HeadGuard.HEADERS - 200) + "\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  /** Beyond the limits of Vert.x the answer has no body. */
  @Test
  void head_beyondAllLimits_isRefusedBare() throws IOException {
    assertThat(send("/" + "a".repeat(20_000), "")).contains(" 414 ", "content-length: 0");
    assertThat(send("/v1/jobs", "X: " + "a".repeat(40_000) + "\r\n"))
        .contains(" 431 ", "content-length: 0");
  }

  private static JsonNode body(String answer) throws IOException {
    return Json.mapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  private String send(String target, String headers) throws IOException {
    String head =
        "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers;
    try (Socket socket = new Socket("127.0.0.1", server.getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
