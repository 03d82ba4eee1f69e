package dev.sluice.agent.resident;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.agent.call.Threads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoopbackHttpTest {
  private final Threads timers = new Threads(() -> {});
  private final ServerSocket listener = listen();
  private final CompletableFuture<String> request = new CompletableFuture<>();
  private final CountDownLatch closedByClient = new CountDownLatch(1);

  @AfterEach
  void close() throws IOException {
    listener.close();
    timers.close();
  }

  @Test
  void call_answer_isItsStatus() throws Exception {
    answer("HTTP/1.1 204 Done\r\n\r\n", "");

    assertThat(http(10_000).call("POST", "/shutdown?now")).isEqualTo(204);
    assertThat(request.join()).isEqualTo("POST /shutdown?now HTTP/1.1");
  }

  @Test
  void call_redirect_isNotFollowed() throws Exception {
    answer("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", "");

    assertThat(http(10_000).call("GET", "/")).isEqualTo(302);
  }

  @Test
  void call_bodyWithoutEnd_isItsStatusAndCloses() throws Exception {
    answer("HTTP/1.1 200 OK\r\n\r\n", "body");

    assertThat(http(10_000).call("GET", "/")).isEqualTo(200);
    closedByClient.await();
  }

  @Test
  void call_headerWithoutEnd_failsAtTheLimitAndCloses() throws Exception {
    answer("HTTP/1.1 200 OK\r\nA: ", "x");

    assertThatThrownBy(() -> http(400).call("GET", "/"))
        .isInstanceOf(IOException.class)
        .hasMessage("no answer within 400 ms");
    closedByClient.await();
  }

  @Test
  void call_noAnswer_failsAtTheLimit() {
    answer("", "");

    assertThatThrownBy(() -> http(400).call("GET", "/")).hasMessage("no answer within 400 ms");
  }

  @Test
  void call_garbage_isNotHttp() {
    answer("garbage\r\n\r\n", "");

    assertThatThrownBy(() -> http(10_000).call("GET", "/")).hasMessage("the answer is not HTTP");
  }

  @Test
  void call_headersTooLong_fails() {
    answer("HTTP/1.1 200 OK\r\nA: " + "x".repeat(100_000), "");

    assertThatThrownBy(() -> http(10_000).call("GET", "/"))
        .hasMessage("the headers of the answer are too long");
  }

  @Test
  void call_serverServesOneConnectionAtATime_servesTheNextCall() throws Exception {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "");
    http(10_000).call("GET", "/");

    closedByClient.await();
  }

  @Test
  void call_nothingListens_isRefused() throws Exception {
    listener.close();

    assertThatThrownBy(() -> http(10_000).call("GET", "/")).hasMessage("Connection refused");
  }

  private LoopbackHttp http(int limitMs) {
    return new LoopbackHttp(timers, listener.getLocalPort(), Duration.ofMillis(limitMs));
  }

  /** Answers one call with a text, and then with a second one again and again. */
  private void answer(String once, String again) {
    Thread server = new Thread(() -> serve(once, again));
    server.setDaemon(true);
    server.start();
  }

  private void serve(String once, String again) {
    try (Socket client = listener.accept()) {
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
      request.complete(reader.readLine());
      OutputStream out = client.getOutputStream();
      out.write(once.getBytes(US_ASCII));
      while (!again.isEmpty()) {
        out.write(again.getBytes(US_ASCII));
        out.flush();
        // Paces the bytes.
        closedByClient.await(20, TimeUnit.MILLISECONDS);
      }
      while (reader.readLine() != null) {
        // The rest of the request, and then the end of the connection.
      }
    } catch (IOException | InterruptedException closed) {
      // By the client, too.
    } finally {
      closedByClient.countDown();
    }
  }

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
