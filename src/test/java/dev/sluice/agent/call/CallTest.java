package dev.sluice.agent.call;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallTest {
  private static final long LONG_MS = 30_000;
  private static final ByteBuffer SMALL = ByteBuffer.wrap("{}".getBytes(US_ASCII));

  private final Threads threads = new Threads(() -> {});

  @AfterEach
  void end() {
    threads.close();
  }

  @Test
  void answer_bodyOfAnySize_arrivesUnchanged() throws Exception {
    HttpServer echo = serve(exchange -> answer(exchange, 200, read(exchange)));
    try {
      for (int size : new int[] {0, 1, 7 << 10, (7 << 10) + 1, 600_000}) {
        byte[] body = new byte[size];
        Arrays.fill(body, (byte) 'x');

        Reply reply = post(uri(echo), ByteBuffer.wrap(body), LONG_MS).answer();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(body);
      }
    } finally {
      echo.stop(0);
    }
  }

  @Test
  void answer_bodyIsPartOfArray_sendsOnlyThatPart() throws Exception {
    HttpServer echo = serve(exchange -> answer(exchange, 200, read(exchange)));
    try {
      ByteBuffer middle = ByteBuffer.wrap("(middle)".getBytes(US_ASCII), 1, 6).slice();

      Reply reply = post(uri(echo), middle, LONG_MS).answer();

      assertThat(new String(reply.body(), US_ASCII)).isEqualTo("middle");
      assertThat(middle.remaining()).as("to be sent again").isEqualTo(6);
    } finally {
      echo.stop(0);
    }
  }

  @Test
  void answer_anyStatus_returnsReply() throws Exception {
    for (int status : new int[] {204, 302, 401, 409, 503}) {
      HttpServer server =
          serve(
              exchange -> {
                read(exchange);
                answer(exchange, status, status == 204 ? new byte[0] : "why".getBytes(US_ASCII));
              });
      try {
        assertThat(post(uri(server), SMALL, LONG_MS).answer().status()).isEqualTo(status);
        ByteBuffer large = ByteBuffer.allocate(100_000);
        assertThat(post(uri(server), large, LONG_MS).answer().status()).isEqualTo(status);
      } finally {
        server.stop(0);
      }
    }
  }

  @Test
  void answer_idleConnectionDied_usesNewOne() throws Exception {
    try (ServerSocket listening = listen()) {
      CompletableFuture<Integer> connections =
          CompletableFuture.supplyAsync(() -> answerOncePerConnection(listening, 2));
      URI uri = URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/");

      assertThat(post(uri, SMALL, LONG_MS).answer().status()).isEqualTo(200);
      assertThat(post(uri, SMALL, LONG_MS).answer().status()).isEqualTo(200);

      assertThat(connections.get(30, TimeUnit.SECONDS)).isEqualTo(2);
    }
  }

  @Test
  void cancel_waitingForAnswer_fails() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    HttpServer silent =
        serve(
            exchange -> {
              read(exchange);
              asked.countDown();
              await(never);
            });
    try {
      Call call = post(uri(silent), SMALL, LONG_MS);
      CompletableFuture<Reply> reply = call.start();
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

      call.cancel();
      call.cancel();

      assertThatThrownBy(() -> reply.get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(IOException.class)
          .hasMessageContaining("cancelled");
    } finally {
      never.countDown();
      silent.stop(0);
    }
  }

  @Test
  void cancel_beforeAnswer_sendsNothing() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    HttpServer server =
        serve(
            exchange -> {
              asked.countDown();
              answer(exchange, 200, read(exchange));
            });
    try {
      Call call = post(uri(server), SMALL, LONG_MS);
      call.cancel();

      assertThatThrownBy(call::answer).isInstanceOf(IOException.class).hasMessage("cancelled");
      assertThat(asked.getCount()).isEqualTo(1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void answer_serverReadsNothing_failsInTime() throws Exception {
    try (ServerSocket listening = listen()) {
      URI uri = URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/");
      // More than the buffers of both ends hold.
      ByteBuffer huge = ByteBuffer.allocate(64 << 20);

      assertThatThrownBy(post(uri, huge, 300)::answer)
          .isInstanceOf(IOException.class)
          .hasMessage("not done within 300 ms");
    }
  }

  @Test
  void answer_serverSendsNothing_failsInTime() throws Exception {
    try (ServerSocket listening = listen()) {
      URI uri = URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/");

      assertThatThrownBy(post(uri, SMALL, 300)::answer).isInstanceOf(IOException.class);
    }
  }

  @Test
  void answer_notHttp_fails() throws Exception {
    try (ServerSocket listening = listen()) {
      CompletableFuture<Void> talking =
          CompletableFuture.runAsync(() -> say(listening, "220 mail.example ESMTP\r\n"));
      URI uri = URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/");

      assertThatThrownBy(post(uri, SMALL, LONG_MS)::answer).isInstanceOf(IOException.class);

      talking.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void start_threadsClosed_fails() {
    threads.close();

    CompletableFuture<Reply> reply = post(URI.create("http://127.0.0.1:9/"), SMALL, 300).start();

    assertThat(reply).isCompletedExceptionally();
  }

  private Call post(URI uri, ByteBuffer body, long withinMs) {
    Map<String, String> headers = Map.of("Content-Type", "application/octet-stream");
    return new Call(threads, "POST", uri, headers, body, withinMs);
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private HttpServer serve(Handler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext("/", handler::handle);
    server.setExecutor(threads.pool());
    server.start();
    return server;
  }

  private static URI uri(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private static byte[] read(HttpExchange exchange) throws IOException {
    return exchange.getRequestBody().readAllBytes();
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
    exchange.getResponseHeaders().set("Location", "http://127.0.0.1:9/elsewhere");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  /** Announces kept-alive connections, but closes each after one answer. */
  private static int answerOncePerConnection(ServerSocket listening, int times) {
    int answered = 0;
    while (answered < times) {
      try (Socket socket = listening.accept()) {
        readRequest(socket.getInputStream());
        socket
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(US_ASCII));
        answered++;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return answered;
  }

  private static void readRequest(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n{}")) {
      head.append((char) in.read());
    }
  }

  private static void say(ServerSocket listening, String text) {
    try (Socket socket = listening.accept()) {
      socket.getOutputStream().write(text.getBytes(US_ASCII));
      readRequest(socket.getInputStream());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
