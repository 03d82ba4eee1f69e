package dev.sluice.security.limit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.Problems;
import dev.sluice.time.ManualTimers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OpenRequestsTest {
  private static final Duration QUIET = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final ManualTimers timers = new ManualTimers();
  private final OpenRequests requests = new OpenRequests(Problems.answer(), timers);
  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<RoutingContext> unanswered = new LinkedBlockingQueue<>();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    Router router = Router.router(vertx);
    requests.register(router);
    router.route("/q/*").handler(context -> context.end("probed"));
    router.route().handler(unanswered::add);
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  @Test
  void close_noRequestForLong_isDoneAtOnce() {
    timers.advance(QUIET);

    assertThat(requests.close(QUIET, LIMIT)).isDone();
  }

  @Test
  void close_requestUnderWay_waitsForItsAnswer() throws Exception {
    try (Socket client = send("GET /v1/info HTTP/1.1\r\nConnection: close\r\n")) {
      RoutingContext context = unanswered.take();

      CompletableFuture<Void> closed = requests.close(QUIET, LIMIT);
      timers.advance(LIMIT.minusMillis(100));
      assertThat(closed).isNotDone();
      context.end("answered");

      assertThat(read(client)).endsWith("answered");
      timers.advance(Duration.ofMillis(20));
      assertThat(closed).isDone();
    }
  }

  @Test
  void close_requestThatIsNeverAnswered_isDoneAfterTheLimit() throws Exception {
    try (Socket client = send("GET /v1/info HTTP/1.1\r\n")) {
      unanswered.take();

      CompletableFuture<Void> closed = requests.close(QUIET, LIMIT);
      timers.advance(LIMIT);

      assertThat(closed).isDone();
      assertThat(client.isConnected()).isTrue();
    }
  }

  @Test
  void begin_afterClose_isRefusedAndKeepsTheServerFromBeingQuiet() throws Exception {
    CompletableFuture<Void> closed = requests.close(QUIET, LIMIT);
    timers.advance(QUIET.minusMillis(1));

    try (Socket client = send("DELETE /v1/jobs/1 HTTP/1.1\r\nConnection: close\r\n")) {
      assertThat(read(client).toLowerCase(Locale.ROOT))
          .startsWith("http/1.1 503 ")
          .contains("retry-after: 1\r\n", "connection: close\r\n", "\"code\":\"server_ends\"");
    }

    timers.advance(QUIET.minusMillis(20));
    assertThat(closed).isNotDone();
    timers.advance(Duration.ofMillis(40));
    assertThat(closed).isDone();
    assertThat(unanswered).isEmpty();
  }

  @Test
  void begin_eventSourceAfterClose_isCutWithoutAnAnswer() throws Exception {
    CompletableFuture<Void> closed = requests.close(QUIET, LIMIT);

    try (Socket client = send("GET /v1/jobs/1/stream HTTP/1.1\r\nAccept: text/event-stream\r\n")) {
      assertThat(read(client)).isEmpty();
    }
    assertThat(closed).isNotDone();
  }

  @Test
  void begin_probeAfterClose_isAnsweredAndDoesNotCount() throws Exception {
    CompletableFuture<Void> closed = requests.close(QUIET, LIMIT);
    timers.advance(QUIET.minusMillis(1));

    try (Socket client = send("GET /q/health/ready HTTP/1.1\r\nConnection: close\r\n")) {
      assertThat(read(client)).endsWith("probed");
    }

    timers.advance(Duration.ofMillis(20));
    assertThat(closed).isDone();
  }

  private Socket send(String head) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.actualPort());
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write((head + "Host: localhost\r\n\r\n").getBytes(US_ASCII));
    return socket;
  }

  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), US_ASCII);
  }
}
