package dev.sluice.security.limit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.ProblemException;
import dev.sluice.time.ManualTimers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a server of Vert.x, since what counts is when bytes arrive. */
@Timeout(30)
class BodyReaderTest {
  private static final int LIMIT = 80_000;
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

  private final ManualTimers timers = new ManualTimers();
  private final BodyReader reader =
      new BodyReader(new Limits(100_000, Duration.ofSeconds(60), 1), timers);
  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<RoutingContext> unanswered = new LinkedBlockingQueue<>();
  private final Semaphore begun = new Semaphore(0);
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    Router router = Router.router(vertx);
    router.route().handler(this::read);
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

  /** Answers the length of the body when the test asks for it, and a failure at once. */
  private void read(RoutingContext context) {
    context.request().pause();
    reader
        .read(context, LIMIT)
        .subscribe()
        .with(
            body -> {
              context.put("length", body.length());
              unanswered.add(context);
            },
            failure ->
                context
                    .response()
                    .setStatusCode(((ProblemException) failure).problem().status())
                    .end(((ProblemException) failure).problem().code()));
    begun.release();
  }

  @Test
  void read_announcedBodyThatDoesNotCome_takesNoMemory() throws Exception {
    try (Socket client = send("Content-Length: 70000\r\n\r\n")) {
      begun.acquire();

      assertThat(reader.inFlight()).isZero();
      timers.advance(Duration.ofSeconds(61));
      assertThat(answer(client)).contains(" 408 ", "body_too_slow");
    }
  }

  @Test
  void read_wholeBody_countsUntilTheAnswer() throws Exception {
    try (Socket client = send(CHUNKED + "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n")) {
      RoutingContext context = unanswered.take();

      assertThat(reader.inFlight()).isEqualTo(6);
      context.response().end("length " + context.get("length"));
      assertThat(answer(client)).contains(" 200 ", "length 6");
      awaitInFlight(0);
      assertThat(timers.waiting()).isZero();
    }
  }

  @Test
  void read_bodiesBeyondTheBudget_areRefusedUntilOthersAreAnswered() throws Exception {
    String body = "Content-Length: 60000\r\n\r\n" + "x".repeat(60_000);
    try (Socket first = send(body)) {
      RoutingContext context = unanswered.take();

      try (Socket second = send(body)) {
        assertThat(answer(second)).contains(" 503 ", "Retry-After: 1", "too_many_bodies");
      }
      context.response().end();
      answer(first);
      try (Socket third = send(body)) {
        unanswered.take().response().end("taken");
        assertThat(answer(third)).contains(" 200 ", "taken");
      }
    }
  }

  @Test
  void read_chunksBeyondTheLimit_areRefused() throws Exception {
    String chunk = "c350\r\n" + "x".repeat(50_000) + "\r\n";
    try (Socket client = send(CHUNKED + chunk.repeat(2))) {
      assertThat(answer(client)).contains(" 413 ", "body_too_large");
    }
  }

  @Test
  void read_connectionThatBreaks_givesItsMemoryBack() throws Exception {
    try (Socket client = send("Content-Length: 900\r\n\r\nsome")) {
      begun.acquire();
      awaitInFlight(4);
      client.setSoLinger(true, 0);
    }

    awaitInFlight(0);
    assertThat(unanswered).isEmpty();
  }

  private void awaitInFlight(long bytes) {
    while (reader.inFlight() != bytes) {
      Thread.onSpinWait();
    }
  }

  private Socket send(String rest) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.actualPort());
    socket.getOutputStream().write(("POST / HTTP/1.1\r\nHost: x\r\n" + rest).getBytes(US_ASCII));
    return socket;
  }

  private static String answer(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    byte[] bytes = new byte[4_096];
    return new String(bytes, 0, Math.max(0, in.read(bytes)), US_ASCII);
  }
}
