package dev.sluice.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that reach no code of Sluice get a problem with a code, too. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class FrameworkErrorsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/v1", "/v1/nothing", "/nothing", "/q/nothing", "/v1/jobs/x/nothing"})
  void get_unknownPath_isNotFound(String path) {
    isProblem(given().get(path), 404, "not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /v1/jobs, 'GET, HEAD, OPTIONS, POST'",
    "TRACE, /v1/jobs/x, 'DELETE, GET, HEAD, OPTIONS'",
    "PATCH, /v1/jobs/x/stream, 'GET, HEAD, OPTIONS'",
    "DELETE, /v1/jobs/x/output, 'GET, HEAD, OPTIONS, POST'",
    "GET, /v1/jobs/x/result, 'OPTIONS, POST'",
    "PUT, /v1/workers/x, 'DELETE, GET, HEAD, OPTIONS'",
    "GET, /v1/workers/x/poll, 'OPTIONS, POST'",
    "POST, /q/openapi, 'GET, HEAD'",
  })
  void request_unsupportedMethod_namesTheAllowedOnes(String method, String path, String allow) {
    Response response = given().request(method, path);

    isProblem(response, 405, "method_not_allowed");
    assertThat(response.header("Allow")).isEqualTo(allow);
  }

  @Test
  void options_path_namesTheAllowedMethods() {
    Response response = given().options("/v1/jobs/x/stream");

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    isProblem(given().options("/v1/nothing"), 404, "not_found");
  }

  @Test
  void head_path_isGetWithoutTheBody() {
    Response response = given().head("/v1/jobs/x/stream");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.asByteArray()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/jobs", "/v1/jobs/x/start", "/v1/workers"})
  void post_declaredLengthOverTheLimit_isRefused(String path) throws IOException {
    String declared = "Content-Length: 20000000\r\n\r\n";

    assertThat(exchange("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + declared, 0))
        .startsWith("HTTP/1.1 413 ")
        .contains("application/problem+json", "\"code\":\"body_too_large\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/jobs", "/v1/jobs/x/start", "/v1/workers"})
  void post_chunksOverTheLimit_areRefused(String path) throws IOException {
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\n"
            + "Host: localhost\r\n"
            + "Sluice-Lease: x\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n";

    assertThat(exchange(head, 20))
        .startsWith("HTTP/1.1 413 ")
        .contains("application/problem+json", "\"code\":\"body_too_large\"");
  }

  @Test
  void post_chunkedBody_isRead() throws IOException {
    String body = "{\"operation\":\"status\"}";
    String chunks = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    String head =
        "POST /v1/jobs HTTP/1.1\r\n"
            + "Host: localhost\r\n"
            + "Connection: close\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n";

    assertThat(exchange(head + chunks, 0)).startsWith("HTTP/1.1 201 ");
  }

  @Test
  void get_withoutHost_isRefused() throws IOException {
    assertThat(exchange("GET /v1/stats HTTP/1.1\r\n\r\n", 0))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json", "\"code\":\"bad_request\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/jobs/%zz", "/v1/jobs/%zz/stream", "/v1/jobs?tag=%zz", "/v1/jobs?%%"})
  void get_malformedUri_isRefused(String path) throws IOException {
    assertThat(
            exchange(
                "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 0))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json", "\"code\":\"bad_request\"");
  }

  /**
   * Sends bytes that no HTTP client would send, and returns the answer.
   *
   * @param megabytes how many to send as chunks after {@code request}, while the server reads
   */
  private String exchange(String request, int megabytes) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      byte[] chunk = new byte[1 << 20];
      Arrays.fill(chunk, (byte) ' ');
      try {
        for (int i = 0; i < megabytes; i++) {
          out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
          out.write(chunk);
          out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
      } catch (IOException e) {
        // The server may stop reading and close; its answer can still be read.
      }
      return read(socket.getInputStream());
    }
  }

  private static String read(InputStream in) throws IOException {
    byte[] bytes = new byte[4096];
    int length = 0;
    while (length < bytes.length) {
      int read = in.read(bytes, length, bytes.length - length);
      if (read < 0) {
        break;
      }
      length += read;
      String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
      if (text.contains("\r\n\r\n") && text.endsWith("}")) {
        break;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static void isProblem(Response response, int status, String code) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
    assertThat(response.contentType()).startsWith("application/problem+json");
    assertThat(response.jsonPath().getInt("status")).isEqualTo(status);
    assertThat(response.jsonPath().getString("code")).isEqualTo(code);
  }
}
