package dev.sluice.legacy.deferred;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sse.ConnectionLoop;
import dev.sluice.sse.EventStream;
import dev.sluice.time.ManualTimers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers of heartbeats over real connections to a server without Quarkus. */
@Timeout(60)
class HeartbeatReadersTest {
  private static final int SIZE = 1 << 20;
  private static final int ROUNDS = 200;

  private final ManualTimers timers = new ManualTimers();
  private final Heartbeats heartbeats = new Heartbeats(HeartbeatReadersTest::beat, timers);
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server = vertx.createHttpServer();
  private final Map<String, AtomicInteger> sent = new ConcurrentHashMap<>();
  private final BlockingQueue<String> entered = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> gone = new LinkedBlockingQueue<>();

  private static Buffer beat() {
    return Buffer.buffer(new byte[SIZE]);
  }

  @BeforeEach
  void startServer() throws Exception {
    server.requestHandler(this::stream);
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
  }

  @AfterEach
  void stopServer() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @Test
  void stream_readerThatNeverReads_keepsNothingAndDelaysNoOther() throws Exception {
    try (Socket unread = open("/unread");
        Socket read = open("/read")) {
      InputStream body = read.getInputStream();
      body.readNBytes(SIZE);

      for (int round = 0; round < ROUNDS; round++) {
        timers.advance(Heartbeats.INTERVAL);
        body.readNBytes(SIZE);
      }

      assertThat(sentTo("/read")).isGreaterThan(ROUNDS / 2);
      assertThat(sentTo("/unread")).as("what the socket takes").isLessThan(20);
    }
    assertThat(gone.poll(20, TimeUnit.SECONDS)).isNotNull();
    assertThat(gone.poll(20, TimeUnit.SECONDS)).isNotNull();
    assertThat(timers.waiting()).isZero();
  }

  @Test
  void close_serverWithReaders_endsThemAndTheTimer() throws Exception {
    try (Socket one = open("/one");
        Socket two = open("/two")) {
      assertThat(timers.waiting()).isEqualTo(1);

      server.close().toCompletionStage().toCompletableFuture().get();

      assertThat(gone.poll(20, TimeUnit.SECONDS)).isNotNull();
      assertThat(gone.poll(20, TimeUnit.SECONDS)).isNotNull();
      assertThat(timers.waiting()).isZero();
      assertEnds(one);
      assertEnds(two);
    }
  }

  private static void assertEnds(Socket socket) {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  private void stream(HttpServerRequest request) {
    AtomicInteger count = countOf(request.path());
    heartbeats.enter();
    EventStream.send(
        request,
        heartbeats.frames(ConnectionLoop.current()).invoke(frame -> count.incrementAndGet()),
        () -> {
          heartbeats.leave();
          gone.add(request.path());
        });
    entered.add(request.path());
  }

  private AtomicInteger countOf(String path) {
    return sent.computeIfAbsent(path, first -> new AtomicInteger());
  }

  private int sentTo(String path) {
    return countOf(path).get();
  }

  /** A connection that has asked, and of which nothing is read. */
  private Socket open(String path) throws Exception {
    Socket socket = new Socket("127.0.0.1", server.actualPort());
    socket.setReceiveBufferSize(1 << 16);
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    assertThat(entered.poll(20, TimeUnit.SECONDS)).isEqualTo(path);
    return socket;
  }
}
