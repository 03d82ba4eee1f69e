package dev.sluice.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.outbound.OutboundException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init")
class OutboundHttpTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final OutboundHttp http = new OutboundHttp(HttpClient.newBuilder());
  private HttpServer one;
  private HttpServer other;

  @BeforeEach
  void start() throws IOException {
    one = server();
    other = server();
  }

  @AfterEach
  void stop() {
    end.countDown();
    one.stop(0);
    other.stop(0);
    threads.shutdownNow();
  }

  private HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
    return server;
  }

  /** {@code /301?TARGET} redirects, {@code /drip} never ends its body, the rest is echoed. */
  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith("/3")) {
      exchange.getResponseHeaders().add("Location", exchange.getRequestURI().getQuery());
      exchange.sendResponseHeaders(Integer.parseInt(path.substring(1)), -1);
    } else if (path.equals("/drip")) {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write('[');
      exchange.getResponseBody().flush();
      awaitEnd();
    } else {
      String text =
          "%s %s auth=%s type=%s accept=%s"
              .formatted(
                  exchange.getRequestMethod(),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                  exchange.getRequestHeaders().getFirst("Authorization"),
                  exchange.getRequestHeaders().getFirst("Content-Type"),
                  exchange.getRequestHeaders().getFirst("Accept"));
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(404, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String base(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private record Limits(long maxBytes, int maxRedirects, Duration timeLeft)
      implements OutboundPolicy {
    @Override
    public void admit(URI from, URI target) throws OutboundException {
      if (!"http".equals(target.getScheme())) {
        throw OutboundException.refused("not http: " + target);
      }
    }
  }

  private static final Limits USUAL = new Limits(1_000, 3, Duration.ofSeconds(20));

  private HttpResponse<byte[]> get(String url, Limits limits)
      throws OutboundException, InterruptedException {
    return http.send(
        OutboundRequest.get(
            URI.create(url), Map.of("Accept", "text/plain"), Map.of("Authorization", "secret")),
        limits);
  }

  private String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void send_notFound_returnsTheAnswer() throws Exception {
    HttpResponse<byte[]> response = get(base(one) + "/x", USUAL);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(text(response)).isEqualTo("GET  auth=secret type=null accept=text/plain");
  }

  @Test
  void send_redirectToSameOrigin_keepsCredentials() throws Exception {
    assertThat(text(get(base(one) + "/302?/x", USUAL))).contains("auth=secret", "text/plain");
  }

  @Test
  void send_redirectToOtherOriginAndBack_dropsCredentials() throws Exception {
    String back = base(one) + "/302?" + base(other) + "/302?" + base(one) + "/x";

    assertThat(text(get(base(one) + "/302?" + base(other) + "/x", USUAL))).contains("auth=null");
    assertThat(text(get(back, USUAL))).contains("auth=null");
  }

  @ParameterizedTest
  @CsvSource({
    "301, POST, GET  auth=null type=null",
    "303, PUT, GET  auth=null type=null",
    "307, POST, POST body auth=null type=text/plain",
    "308, PUT, PUT body auth=null type=text/plain",
    "302, PUT, PUT body auth=null type=text/plain",
  })
  void send_redirectWithBody_followsTheFetchStandard(int status, String method, String echo)
      throws Exception {
    OutboundRequest request =
        new OutboundRequest(
            URI.create(base(one) + "/" + status + "?/x"),
            method,
            Map.of("Content-Type", "text/plain"),
            Map.of(),
            "body");

    assertThat(text(http.send(request, USUAL))).startsWith(echo);
  }

  @Test
  void send_tooManyRedirects_fails() {
    String loop = base(one) + "/302?/302?/302?/302?/302?/x";

    assertFails(loop, USUAL, Reason.TOO_MANY_REDIRECTS);
  }

  private void assertFails(String url, Limits limits, Reason reason) {
    assertThatThrownBy(() -> get(url, limits))
        .isInstanceOfSatisfying(
            OutboundException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void send_redirectThatThePolicyRefuses_fails() {
    assertFails(base(one) + "/302?file:///etc/passwd", USUAL, Reason.REFUSED);
  }

  @Test
  void send_redirectToNoUrl_fails() {
    assertFails(base(one) + "/302?http://[", USUAL, Reason.BAD_REDIRECT);
  }

  @Test
  void send_bodyBeyondTheLimit_fails() {
    assertFails(base(one) + "/x", new Limits(5, 3, Duration.ofSeconds(20)), Reason.TOO_LARGE);
  }

  @Test
  void send_bodyThatDoesNotEnd_failsInTime() {
    assertFails(base(one) + "/drip", new Limits(5, 3, Duration.ofMillis(100)), Reason.TIMEOUT);
  }

  @Test
  void send_serverIsGone_fails() {
    String url = base(other) + "/x";
    other.stop(0);

    assertFails(url, USUAL, Reason.UNREACHABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/a, http://H:80/b, true",
    "https://h, https://h:443/, true",
    "http://h, https://h, false",
    "http://h, http://h:81, false",
    "http://h, http://g, false",
    "/a, http://g, false",
  })
  void sameOrigin_comparesSchemeHostAndPort(String one, String other, boolean same) {
    assertThat(SameOrigin.of(URI.create(one), URI.create(other))).isEqualTo(same);
  }
}
