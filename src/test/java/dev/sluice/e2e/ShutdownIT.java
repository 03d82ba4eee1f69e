package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that gets SIGTERM, as from Kubernetes. */
@Timeout(120)
class ShutdownIT {
  private static final String WORD = ": the server ends; reconnect\n\n";

  /** The chunk that ends a response; without it a client knows that the stream was cut. */
  private static final String LAST_CHUNK = "0\r\n\r\n";

  /** Bytes. */
  private static final int LONG = 32_000_000;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"?format=events, true", "?format=raw, false", "?format=raw&comments=true, true"})
  void terminate_streamOfARunningJob_isCutAndNotEnded(String query, boolean word)
      throws IOException {
    try (Server server = Server.in(directory).with("--no-worker").start();
        SluiceProcess agent = Agents.start(server, directory, "agent");
        Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
      String id = server.http().submit(Http.exec("echo up; sleep 60"));
      String request =
          "GET /v1/jobs/" + id + "/stream" + query + " HTTP/1.1\r\nHost: localhost\r\n";
      socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.UTF_8));
      StringBuilder text = new StringBuilder();
      readUntil("up", socket.getInputStream(), text);

      server.process().terminate();
      readUntil(null, socket.getInputStream(), text);

      assertThat(text.toString().contains(WORD)).as(text.toString()).isEqualTo(word);
      assertThat(text.toString()).doesNotEndWith(LAST_CHUNK).doesNotContain("[DONE]");
      assertThat(agent.isAlive()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"/v1/tasks/events, cursor", "/v1/heartbeats/stream, data"})
  void terminate_streamWithoutAnEnd_isCutAndNotEnded(String path, String first) throws IOException {
    try (Server server = Server.in(directory).with("--no-worker").start();
        Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      StringBuilder text = new StringBuilder();
      readUntil(first, socket.getInputStream(), text);

      server.process().terminate();
      readUntil(null, socket.getInputStream(), text);

      assertThat(text.toString()).contains(WORD).doesNotEndWith(LAST_CHUNK);
    }
  }

  @Test
  void terminate_builtInWorkerNeedsItsGrace_serverIsNotReadyMeanwhile() {
    try (Server server = Server.in(directory).start()) {
      Http http = server.http();
      Sse stream = http.open(http.submit(Http.exec("trap '' TERM; echo up; sleep 60; sleep 60")));
      stream.until("stdout");

      ProcessHandle.of(server.process().pid()).orElseThrow().destroy();

      Eventually.until(
          "the server answers and is not ready",
          () -> http.get("/q/health/ready").statusCode() == 503);
      assertThat(server.process().awaitEnd()).isIn(0, 143);
    }
  }

  @Test
  void terminate_downloadUnderWay_isSentWholeWhileNewCallsAreRefused() throws Exception {
    try (Server server = Server.in(directory).with("--no-worker").start();
        SluiceProcess agent = Agents.start(server, directory, "agent")) {
      // Given a download that is longer than all buffers on its way
      Http http = server.http();
      String id = http.submit(Http.exec("yes | head -c " + LONG).put("start", true));
      http.awaitStatus(id, "COMPLETED");
      InputStream download =
          Http.CLIENT
              .send(
                  http.request("/v1/jobs/" + id + "/output").build(), BodyHandlers.ofInputStream())
              .body();
      assertThat(download.read()).isEqualTo('y');

      // When
      ProcessHandle.of(server.process().pid()).orElseThrow().destroy();

      // Then
      HttpResponse<byte[]> refused =
          Eventually.get(
              "new calls are refused",
              () -> {
                HttpResponse<byte[]> answer = http.get("/v1/info");
                return answer.statusCode() == 503 ? answer : null;
              });
      assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("server_ends");
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      Eventually.until("the port is closed", () -> !isListening(server));
      assertThat(download.readAllBytes()).hasSize(LONG - 1);
      assertThat(server.process().awaitEnd()).isIn(0, 143);
      assertThat(agent.isAlive()).isTrue();
    }
  }

  private static boolean isListening(Server server) throws IOException {
    try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
      return socket.isConnected();
    } catch (ConnectException refused) {
      return false;
    }
  }

  @Test
  void terminate_serverWaitsForItsStore_endsAtOnce() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Server server =
          Server.in(directory)
              .with("--no-worker")
              .set(
                  "quarkus.mongodb.connection-string",
                  "mongodb://127.0.0.1:" + silent.getLocalPort())
              .set("sluice.store.timeout", "1s");
      try (SluiceProcess process = server.launch()) {
        Eventually.until("it waits", () -> process.log().contains("the store is away"));

        process.terminate();

        assertThat(process.log()).doesNotContain("Listening on");
      }
    }
  }

  /**
   * @param wanted null to read to the end
   */
  private static void readUntil(@Nullable String wanted, InputStream in, StringBuilder text) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        line.write(b);
        if (b == '\n') {
          text.append(line.toString(StandardCharsets.UTF_8));
          if (wanted != null && line.toString(StandardCharsets.UTF_8).contains(wanted)) {
            return;
          }
          line.reset();
        }
      }
    } catch (IOException reset) {
      // a connection that is cut
    }
    text.append(line.toString(StandardCharsets.UTF_8));
  }
}
