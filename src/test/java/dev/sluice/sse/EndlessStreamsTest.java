package dev.sluice.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a server, over real connections to one without Quarkus. */
@Timeout(20)
class EndlessStreamsTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server = vertx.createHttpServer();
  private final BlockingQueue<String> gone = new LinkedBlockingQueue<>();
  private final EndlessStreams streams = new EndlessStreams();

  @BeforeEach
  void startServer() throws Exception {
    Multi<Buffer> frames =
        Multi.createBy()
            .concatenating()
            .streams(
                Multi.createFrom().item(Buffer.buffer("first\n")),
                Multi.createFrom().<Buffer>nothing());
    server.requestHandler(
        request -> streams.send(request, frames, ConnectionLoop.current(), () -> gone.add("gone")));
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
  }

  @AfterEach
  void stopServer() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @Test
  void cut_openStream_saysReconnectAndEndsWithoutTheLastChunk() throws Exception {
    try (Socket socket = open()) {
      assertThat(read(socket, "first\n")).contains("first");

      streams.cut(LIMIT);

      assertThat(gone.poll(10, TimeUnit.SECONDS)).isEqualTo("gone");
      assertThat(read(socket, null)).endsWith(": the server ends; reconnect\n\n\r\n");
    }
  }

  @Test
  void cut_streamThatIsOpenedLater_isCutToo() throws Exception {
    streams.cut(LIMIT);

    try (Socket socket = open()) {
      assertThat(read(socket, null)).endsWith(": the server ends; reconnect\n\n\r\n");
    }
  }

  private Socket open() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.actualPort());
    socket.setSoTimeout((int) LIMIT.toMillis());
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /**
   * @param wanted the text to read to; null for the end of the connection
   */
  private static String read(Socket socket, @Nullable String wanted) throws IOException {
    StringBuilder text = new StringBuilder();
    int b = socket.getInputStream().read();
    while (b >= 0) {
      text.append((char) b);
      if (wanted != null && text.toString().endsWith(wanted)) {
        break;
      }
      b = socket.getInputStream().read();
    }
    return text.toString();
  }
}
