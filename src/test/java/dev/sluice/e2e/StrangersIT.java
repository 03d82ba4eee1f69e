package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that hold connections, send half of a request, or guess secrets. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
class StrangersIT {
  private static final int MOST = 50;

  @TempDir static Path directory;
  private static Server server;
  private static Vertx vertx;
  private final Http others = server.http();

  @BeforeAll
  static void start() {
    server =
        Server.in(directory)
            .set("sluice.limits.head-timeout", "2s")
            .set("sluice.limits.idle-timeout", "3s")
            .set("sluice.limits.body-timeout", "2s")
            .set("sluice.limits.connections-per-address", String.valueOf(MOST))
            .set("sluice.limits.wrong-tokens", "5")
            .start();
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(30, SECONDS);
  }

  @Test
  void heads_halfSent_areClosedAndOthersAnswered() throws IOException {
    List<Socket> halves = new ArrayList<>();
    for (int i = 0; i < MOST / 2; i++) {
      halves.add(send("GET /v1/stats HTTP/1.1\r\nHost: loc"));
    }

    assertThat(others.get("/v1/stats").statusCode()).isEqualTo(200);
    for (Socket half : halves) {
      assertThat(rest(half)).isEmpty();
    }
  }

  @Test
  void connections_moreThanTheAddressMayHave_areClosedAtOnce() throws IOException {
    List<Socket> open = new ArrayList<>();
    try {
      assertThat(others.get("/v1/stats").statusCode()).isEqualTo(200);
      for (int i = 0; i < MOST; i++) {
        open.add(send(""));
      }

      // The connection of the other client is one of those that the address may have.
      assertThat(rest(open.get(MOST - 1))).isEmpty();
      assertThat(others.get("/v1/stats").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
    Eventually.until("a new connection is served", () -> answersStats());
  }

  @Test
  void body_declaredAndHalfSent_endsItsConnectionAfterTheDeadline() throws IOException {
    for (String route : List.of("/v1/jobs", "/v1/workers", "/v1/tickets")) {
      String head = "POST " + route + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n";
      assertThat(rest(send(head + "{"))).doesNotContain("HTTP/1.1 2");
    }
  }

  @Test
  void body_halfSentOverHttp2_isResetAndItsConnectionClosed() throws Exception {
    HttpClient client = vertx.createHttpClient(http2());
    CompletableFuture<Void> closed = new CompletableFuture<>();
    HttpClientRequest request = get(client.request(to("/v1/jobs")));
    request.connection().closeHandler(closed::complete);
    request.setChunked(true).write(Buffer.buffer("{"));

    assertThatThrownBy(() -> get(request.response())).hasMessageContaining("reset");
    closed.get(30, SECONDS);
  }

  @Test
  void body_overHttp2_isTaken() throws Exception {
    HttpClient client = vertx.createHttpClient(http2());
    for (int i = 0; i < 3; i++) {
      HttpClientRequest request = get(client.request(to("/v1/jobs")));
      HttpClientResponse answer = get(request.send("{\"operation\": \"status\"}"));
      assertThat(answer.statusCode()).isEqualTo(201);
    }
  }

  @Test
  void leases_wrongTooOften_areThrottledAndCorrectCallersServed() {
    String id = others.submit(Http.exec("true"));
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(guess("/v1/jobs/" + id + "/result", "Sluice-Lease", "wrong-" + i));
      answers.add(guess("/v1/workers/local/heartbeat", "Authorization", "Bearer wrong-" + i));
    }

    assertThat(answers).startsWith(409).contains(429);
    assertThat(others.get("/v1/jobs/" + id).statusCode()).isEqualTo(200);
    assertThat(Sse.text(others.open(others.submit(Http.exec("echo on"))).rest(), "stdout"))
        .isEqualTo("on\n");
  }

  private static int guess(String path, String header, String secret) {
    return server
        .http()
        .send(
            java.net.http.HttpRequest.newBuilder(server.uri().resolve(path))
                .header(header, secret)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}")))
        .statusCode();
  }

  private static boolean answersStats() throws IOException {
    try (Socket socket =
        send("GET /v1/stats HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
      return rest(socket).startsWith("HTTP/1.1 200 ");
    }
  }

  private static Socket send(String bytes) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.uri().getPort());
    socket.setSoTimeout(60_000);
    socket.getOutputStream().write(bytes.getBytes(US_ASCII));
    return socket;
  }

  /** All that the server sends until it closes the connection. */
  private static String rest(Socket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    InputStream in = socket.getInputStream();
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        text.append((char) b);
      }
    } catch (SocketException reset) {
      return text.toString();
    }
    return text.toString();
  }

  private static HttpClientOptions http2() {
    return new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false);
  }

  private static RequestOptions to(String path) {
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setHost("127.0.0.1")
        .setPort(server.uri().getPort())
        .setURI(path);
  }

  private static <T> T get(io.vertx.core.Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, SECONDS);
  }
}
