package dev.sluice.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.host.HostSettings;
import dev.sluice.host.Scripts;
import dev.sluice.host.Scripts.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code fetch} with allowed and refused hosts, and with mocks. */
@SuppressWarnings("NullAway.Init")
class FetchTest {
  private static final ExecutorService THREADS = Executors.newCachedThreadPool();
  private static final CountDownLatch NEVER = new CountDownLatch(1);
  private static HttpServer server;
  private static String base;
  private static Scripts open;
  private static Scripts closed;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", FetchTest::answer);
    server.setExecutor(THREADS);
    server.start();
    int port = server.getAddress().getPort();
    base = "http://127.0.0.1:" + port;
    open = new Scripts(HostSettings.defaults().withAllowedHosts(List.of("127.0.0.1:" + port)));
    closed = new Scripts();
  }

  @AfterAll
  static void end() {
    open.close();
    closed.close();
    NEVER.countDown();
    server.stop(0);
    THREADS.shutdownNow();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    byte[] body = exchange.getRequestBody().readAllBytes();
    switch (uri.getPath()) {
      case "/echo" -> {
        String auth = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        String text = new String(body, StandardCharsets.UTF_8).replace("\"", "'");
        send(
            exchange,
            200,
            "{\"method\":\"%s\",\"query\":\"%s\",\"auth\":\"%s\",\"type\":\"%s\",\"body\":\"%s\"}"
                .formatted(exchange.getRequestMethod(), uri.getRawQuery(), auth, type, text));
      }
      case "/text" -> send(exchange, 200, "plain text");
      case "/status" -> send(exchange, Integer.parseInt(uri.getQuery()), "{\"no\":true}");
      case "/large" -> send(exchange, 200, "x".repeat((8 << 20) + 1));
      case "/to" -> redirect(exchange, uri.getQuery());
      case "/loop" -> redirect(exchange, "/loop");
      case "/never" -> awaitEnd();
      case "/drips" -> {
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write('[');
        exchange.getResponseBody().flush();
        awaitEnd();
      }
      case "/cut" -> {
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write('[');
        exchange.getResponseBody().flush();
        // An exception in the handler closes the connection.
        throw new IOException("cut");
      }
      default -> send(exchange, 500, "");
    }
  }

  private static void awaitEnd() {
    try {
      NEVER.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().add("Location", to);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("X-Sample", "yes");
    boolean hasBody = status != 204 && status != 304;
    exchange.sendResponseHeaders(status, hasBody ? bytes.length : -1);
    if (hasBody) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  /** The headers that the JDK's client reports for an HTTP/2 response. */
  @Test
  void headers_http2PseudoHeader_isDropped() {
    HttpHeaders answered =
        HttpHeaders.of(
            Map.of(":status", List.of("200"), "X-Two", List.of("a", "b")), (name, value) -> true);

    assertThat(HttpFetch.headers(answered).toString()).isEqualTo("{\"x-two\":\"a, b\"}");
  }

  private static Run fetch(String arguments) {
    return open.body("return fetch(" + arguments.replace("$", base) + ")");
  }

  @Test
  void fetch_jsonAnswer_isParsed() {
    Run run = fetch("'$/echo?a=1&b=ä', {headers: {Authorization: 'Bearer x'}}");

    assertThat(run.value().path("ok").asBoolean()).isTrue();
    assertThat(run.value().path("status").asInt()).isEqualTo(200);
    assertThat(run.value().path("statusText").asText()).isEqualTo("OK");
    assertThat(run.value().path("headers").path("x-sample").asText()).isEqualTo("yes");
    assertThat(run.value().path("body"))
        .isEqualTo(
            Scripts.json(
                """
                {"method":"GET","query":"a=1&b=%C3%A4","auth":"Bearer x","type":"null","body":""}\
                """));
  }

  @Test
  void fetch_body_isSentByItsType() {
    assertThat(fetch("'$/echo', {method: 'put'}, {a: [1]}").value().path("body").toString())
        .contains("\"PUT\"", "application/json", "{'a':[1]}");
    assertThat(fetch("'$/echo', null, 'text'").value().path("body").toString())
        .contains("\"POST\"", "text/plain", "\"text\"");
    assertThat(fetch("'$/echo', {body: 'as on the web'}").value().path("body").toString())
        .contains("as on the web");
  }

  @Test
  void fetch_awaited_returnsAnswer() {
    Run run =
        open.run(
            "async () => (await fetch('"
                + base
                + "/text')).body + (await fetch('"
                + base
                + "/text')).ok",
            "{}");

    assertThat(run.value().asText()).isEqualTo("plain texttrue");
  }

  @Test
  void fetch_errorStatusThatMayNotThrow_returnsAnswer() {
    JsonNode answer = fetch("'$/status?404', {throwOnError: false}").value();

    assertThat(answer.path("ok").asBoolean(true)).isFalse();
    assertThat(answer.path("status").asInt()).isEqualTo(404);
    assertThat(answer.path("body").path("no").asBoolean()).isTrue();
    assertThat(fetch("new URL('$/status?204')").value().path("status").asInt()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource({
    "304, NetworkError, Not Modified",
    "400, HttpError, Bad Request",
    "401, AuthenticationError, Unauthorized",
    "403, AuthorizationError, Forbidden",
    "404, HttpError, Not Found",
    "429, RateLimitError, Too Many Requests",
    "500, ServiceUnavailableError, Internal Server Error",
    "503, ServiceUnavailableError, Service Unavailable",
  })
  void fetch_errorStatus_throwsTheErrorOfItsClass(int status, String code, String text) {
    Run run = fetch("'$/status?" + status + "'");

    assertThat(run.code()).isEqualTo(code);
    assertThat(run.message()).isEqualTo("HTTP " + status + ": " + text);
  }

  @Test
  void fetch_errorStatusWithoutAPhrase_hasTheNumberOnly() {
    assertThat(fetch("'$/status?499'").message()).isEqualTo("HTTP 499");
  }

  @Test
  void fetch_errorThatIsCaught_hasStatusHeadersAndBody() {
    Run run =
        open.body(
            """
            try { fetch('%s/status?401') } catch (e) {
              return [e instanceof AuthenticationError, e.status, e.headers['x-sample'], e.body];
            }\
            """
                .formatted(base));

    assertThat(run.value()).isEqualTo(Scripts.json("[true, 401, \"yes\", {\"no\": true}]"));
  }

  @Test
  void json_answer_isParsedAndIsNoPartOfTheResult() {
    Run run =
        open.run(
            """
            async (input) => {
              const answer = await fetch('%s/echo');
              const both = [(await answer.json()).method, await answer.text()];
              return [both[0], JSON.parse(both[1]).method, Object.keys(answer)];
            }\
            """
                .formatted(base),
            "{}");

    assertThat(run.value().toString())
        .isEqualTo("[\"GET\",\"GET\",[\"ok\",\"status\",\"statusText\",\"headers\",\"body\"]]");
  }

  @Test
  void json_plainText_throwsSyntaxError() {
    assertThat(open.body("return fetch('" + base + "/text').text()").value().asText())
        .isEqualTo("plain text");
    assertThat(open.body("return fetch('" + base + "/text').json()").code())
        .isEqualTo("SyntaxError");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "'http://127.0.0.1:1/' | NetworkError | does not allow requests to 127.0.0.1:1",
        "'$/to?http://localhost:1/' | NetworkError | does not allow requests to localhost:1",
        "'$/to?file:///etc/passwd' | NetworkError | only http and https",
        "'$/loop' | NetworkError | more than 10 redirects",
        "'file:///etc/passwd' | NetworkError | only http and https",
        "'/relative' | NetworkError | not a URL",
        "'$/large' | NetworkError | longer than",
        "'$/never', {timeout: 200} | TimeoutError | within 200 ms",
        "'$/drips', {timeout: 200} | TimeoutError | within 200 ms",
        "'$/cut' | NetworkError | no answer from 127.0.0.1",
        "'$/text', {headers: {'bad header': 'x'}} | NetworkError | invalid request",
      })
  void fetch_refusedOrFailed_throws(String arguments, String code, String message) {
    Run run = fetch(arguments);

    assertThat(run.code()).isEqualTo(code);
    assertThat(run.message()).contains(message);
  }

  @Test
  void fetch_redirect_isFollowed() {
    assertThat(
            fetch("'$/to?/echo', {headers: {Authorization: 'x'}}").value().path("body").toString())
        .contains("\"auth\":\"x\"");
    assertThat(fetch("'$/to?/echo', {method: 'POST'}, 'b'").value().path("body").toString())
        .contains("\"GET\"", "\"body\":\"\"");
    assertThat(
            open.body(
                    "try { fetch('"
                        + base
                        + "/loop') } catch (e) { return e instanceof NetworkError && e instanceof"
                        + " Error }")
                .value()
                .asBoolean())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/never", "/drips"})
  void fetch_endlessAnswer_endsWithTheRun(String path) {
    Run run = open.run("() => fetch('" + base + path + "')", "{}", null, 400, control -> {});

    assertThat(run.code()).isIn("TIMEOUT", "TimeoutError");
  }

  @Test
  void fetch_serverAbsent_isNetworkError() throws IOException {
    int free;
    try (ServerSocket taken = new ServerSocket(0)) {
      free = taken.getLocalPort();
    }
    String host = "127.0.0.1:" + free;
    try (Scripts scripts = new Scripts(HostSettings.defaults().withAllowedHosts(List.of(host)))) {
      Run run = scripts.body("return fetch('http://" + host + "/')");

      assertThat(run.code()).isEqualTo("NetworkError");
      assertThat(run.message()).contains("connection refused");
    }
  }

  @Test
  void fetch_noAllowedHosts_isRefused() {
    Run run = closed.body("return fetch('" + base + "/text')");

    assertThat(run.code()).isEqualTo("NetworkError");
    assertThat(run.message()).contains("switched off");
  }

  @Test
  void fetch_mock_answersMatchingUrlsOnly() {
    String mock =
        """
        {"http":{"url":"/users","method":"GET","response":{"ok":true,"status":200,"statusText":"OK","body":{"id":1}}}}\
        """;
    String list =
        """
        {"http":[{"url":"/a","response":{"status":503}},{"url":"/b","method":"POST","response":{"body":"b"}}]}\
        """;

    assertThat(closed.mocked("return fetch('https://x.test/users?id=1')", mock).value())
        .isEqualTo(
            Scripts.json(
                """
                {"ok":true,"status":200,"statusText":"OK","headers":{},"body":{"id":1}}\
                """));
    assertThat(closed.mocked("return fetch('https://x.test/users', {method: 'POST'})", mock).code())
        .isEqualTo("NetworkError");
    assertThat(open.mocked("return fetch('" + base + "/text')", mock).message())
        .contains("no mock answers GET");
    assertThat(
            closed
                .mocked(
                    "return [fetch('http://h/a', {throwOnError: false}).ok,"
                        + " fetch('http://h/b', {}, 'x').text()]",
                    list)
                .value())
        .isEqualTo(Scripts.json("[false,\"b\"]"));
    assertThat(closed.mocked("fetch('http://h/a')", list).message())
        .isEqualTo("HTTP 503: Service Unavailable");
  }

  @ParameterizedTest
  @CsvSource({
    "*, http://any:1/, true",
    "h, http://h/, true",
    "h, http://H:81/, true",
    "h:80, http://h/, true",
    "h:443, https://h/, true",
    "h:80, https://h/, false",
    "h, http://g.h/, false",
    "*.h, http://g.h/, true",
    "*.h, http://h/, false",
    "*.h, http://gh/, false",
    "*:8080, http://x:8080/, true",
    "[::1], http://[::1]:5/, true",
    "[::1]:5, http://[::1]:6/, false",
  })
  void allows_pattern_matchesHostAndPort(String entry, String url, boolean allowed) {
    assertThat(new AllowedHosts(List.of(entry)).allows(URI.create(url))).isEqualTo(allowed);
  }
}
