package dev.sluice.security;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A caller without the secret of a route is refused by its head: no byte of its body is needed. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class HeadFirstTest {
  private static final String ANNOUNCED = "Content-Length: 100000\r\n\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

  @ParameterizedTest
  @CsvSource({
    "/v1/workers/none/heartbeat, X: y, 401, unauthorized",
    "/v1/workers/none/heartbeat, Authorization: Bearer x, 404, worker_not_found",
    "/v1/workers/none/poll, X: y, 401, unauthorized",
    "/v1/workers/none/poll, Authorization: Bearer x, 404, worker_not_found",
    "/v1/workers/none/leave, Authorization: Bearer x, 404, worker_not_found",
    "/v1/jobs/none/output?attempt=1&seq=0, X: y, 400, required",
    "/v1/jobs/none/output?attempt=1&seq=0, Sluice-Lease: x, 404, job_not_found",
    "/v1/jobs/none/result, X: y, 400, required",
    "/v1/jobs/none/result, Sluice-Lease: x, 404, job_not_found"
  })
  void post_withoutTheSecret_isRefusedBeforeItsBody(
      String path, String header, int status, String code) throws IOException {
    for (String body : new String[] {"Content-Length: 900\r\n\r\n", CHUNKED}) {
      assertThat(answer(path, header, body))
          .startsWith("HTTP/1.1 " + status + " ")
          .contains("\"code\":\"" + code + "\"");
    }
  }

  @Test
  void post_wrongLeaseOfAnExistingJob_isRefusedBeforeItsBody() throws IOException {
    String id = given().body("{\"operation\":\"status\"}").post("/v1/jobs").path("job_id");

    for (String route : new String[] {"/result", "/output?attempt=1&seq=0"}) {
      assertThat(answer("/v1/jobs/" + id + route, "Sluice-Lease: x", ANNOUNCED))
          .startsWith("HTTP/1.1 409 ")
          .contains("\"code\":\"lease_lost\"");
    }
  }

  @Test
  void post_shortBodyAfterARefusal_leavesTheConnectionUsable() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      String head = "POST /v1/workers/none/heartbeat HTTP/1.1\r\nHost: localhost\r\n";
      out.write((head + "Content-Length: 5\r\n\r\nhello").getBytes(UTF_8));
      out.write(
          "GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
              .getBytes(UTF_8));

      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .containsSubsequence("HTTP/1.1 401 ", "HTTP/1.1 404 ");
    }
  }

  /** What the server answers to a head whose body never comes. */
  private static String answer(String path, String header, String rest) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n";
      out.write((head + rest).getBytes(UTF_8));
      out.flush();
      byte[] bytes = new byte[4_096];
      int read = socket.getInputStream().read(bytes);
      return new String(bytes, 0, Math.max(0, read), UTF_8);
    }
  }
}
