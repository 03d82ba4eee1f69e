package dev.sluice.file.api;

import static dev.sluice.file.Files.SEVERAL_CHUNKS;
import static dev.sluice.file.Files.bytes;
import static dev.sluice.time.Awaiting.result;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.file.FileConfig;
import dev.sluice.file.FileStore;
import dev.sluice.file.Files;
import dev.sluice.file.StoredFile;
import dev.sluice.http.PlainRoutes;
import dev.sluice.http.PlainRoutes.Answer;
import dev.sluice.http.Problems;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.token.Scope;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Uploads over HTTP. */
@ExtendWith(PlainStore.class)
class UploadRouteContractTest {
  private static final byte[] LONG = bytes(SEVERAL_CHUNKS);

  @Inject Vertx vertx;

  private final ManualTimers timers = new ManualTimers();
  private FileStore store = Files.store(new TestClock(), timers, Map.of());
  private PlainRoutes server;

  @BeforeEach
  void noFiles() {
    Files.removeAll();
    server = serve(Map.of());
  }

  private PlainRoutes serve(Map<String, String> settings) {
    store = Files.store(new TestClock(), timers, settings);
    Transfers transfers = new Transfers(Settings.of(FileConfig.class, settings), timers);
    UploadRoute route = new UploadRoute(new Receiver(store, transfers), Problems.answer());
    return PlainRoutes.serve(vertx, Set.of(Scope.SUBMIT), route::register);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void post_body_isAFile() {
    Answer answer = post("?filename=dir%2Fa.zip", LONG, "Content-Type", "application/zip");

    StoredFile file = only();
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.text())
        .contains("\"file_id\":\"" + file.id(), "\"sha256\":\"" + file.sha256() + '"');
    assertThat(answer.header("Location")).isEqualTo("/v1/files/" + file.id());
    assertThat(file.filename()).isEqualTo("a.zip");
    assertThat(file.contentType()).isEqualTo("application/zip");
    assertThat(Files.read(store, file, 0, file.size() - 1)).isEqualTo(LONG);
  }

  @Test
  void post_form_isTheFileInIt() {
    Answer answer = postForm(part("other", "x", bytes(100)), part("file", "b.bin", LONG));

    assertThat(answer.text()).contains("\"filename\":\"b.bin\"");
    assertThat(answer.status()).isEqualTo(201);
    StoredFile file = only();
    assertThat(file.filename()).isEqualTo("b.bin");
    assertThat(file.contentType()).isEqualTo("image/png");
    assertThat(Files.read(store, file, 0, file.size() - 1)).isEqualTo(LONG);
  }

  @Test
  void post_formWithoutTheFile_isRefused() {
    Answer answer = postForm(part("other", "x", bytes(100)));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("\"field\":\"file\"");
    assertThat(result(store.list(null, 5))).isEmpty();
  }

  @Test
  void post_nothingOrAWrongName_isRefused() {
    assertThat(post("", new byte[0]).text()).contains("\"code\":\"empty_body\"");
    assertThat(post("?filename=a%0Ab", LONG).text()).contains("\"field\":\"filename\"");
    assertThat(post("?name=a", LONG).text()).contains("\"code\":\"unknown_parameter\"");
    assertThat(result(store.list(null, 5))).isEmpty();
  }

  @Test
  void post_largerThanAFileMayBe_isRefused() {
    server.close();
    server = serve(Map.of("sluice.files.max-size", "1000"));

    assertThat(post("", bytes(1_001)).text()).contains("\"code\":\"file_too_large\"");
    assertThat(postForm(part("file", "x", bytes(1_001))).status()).isEqualTo(413);
    assertThat(postForm(part("file", "x", bytes(1_000))).status()).isEqualTo(201);
  }

  @Test
  void post_afterMoreThanAtOnceHaveEnded_isStored() {
    server.close();
    server = serve(Map.of("sluice.files.transfers", "1"));

    assertThat(post("", LONG).status()).isEqualTo(201);
    assertThat(post("", LONG).status()).isEqualTo(201);
  }

  @Test
  void post_codedOrOfAnotherForm_isRefused() {
    Answer coded = post("", bytes(10), "Content-Encoding", "gzip");

    assertThat(coded.status()).isEqualTo(415);
    assertThat(coded.header("Connection")).isEqualTo("close");
    assertThat(post("", bytes(10), "Content-Type", "multipart/mixed; boundary=x").status())
        .isEqualTo(415);
    assertThat(post("", bytes(10), "Content-Type", "multipart/form-data").text())
        .contains("\"code\":\"broken_body\"");
  }

  @Test
  void post_formWithoutItsEnd_isRefusedAndLeavesNothing() {
    byte[] cut = part("file", "x", LONG).getBytes();

    Answer answer = post("", cut, "Content-Type", "multipart/form-data; boundary=xyz");

    assertThat(answer.text()).contains("\"code\":\"broken_body\"");
    assertThat(Files.chunks()).isZero();
  }

  @Test
  void post_moreThanAnnounced_isRefusedAsItArrives() throws IOException {
    server.close();
    server = serve(Map.of("sluice.files.max-size", "1000"));

    try (Socket socket = send("Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + "x".repeat(1_001))) {
      assertThat(answer(reader(socket)))
          .contains("\"code\":\"file_too_large\"")
          .containsIgnoringCase("connection: close");
    }
    assertThat(Files.chunks()).isZero();
  }

  @Test
  void post_standsStill_isRefusedAndLeavesNothing() throws IOException {
    try (Socket socket = send("Expect: 100-continue\r\nContent-Length: 9\r\n\r\n")) {
      BufferedReader in = reader(socket);
      assertThat(in.readLine()).startsWith("HTTP/1.1 100 ");
      timers.advance(Duration.ofMinutes(2));
      assertThat(answer(in))
          .contains("HTTP/1.1 408 ", "\"code\":\"body_too_slow\"")
          .containsIgnoringCase("connection: close");
    }
    assertThat(Files.chunks()).isZero();
  }

  @Test
  void post_clientLeaves_leavesNothing() throws IOException {
    try (Socket socket = send("Content-Length: 900000\r\n\r\n" + "x".repeat(600_000))) {
      Eventually.until("chunks are stored", () -> Files.chunks() > 0);
    }
    Eventually.until("chunks are removed", () -> Files.chunks() == 0);
    assertThat(result(store.list(null, 5))).isEmpty();
  }

  private Socket send(String request) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write(("POST /v1/files HTTP/1.1\r\nHost: a\r\n" + request).getBytes(UTF_8));
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  /** Up to the body, which ends with no line. */
  private static String answer(BufferedReader in) throws IOException {
    StringBuilder answer = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '}'; next = in.read()) {
      answer.append((char) next);
    }
    return answer.toString();
  }

  private StoredFile only() {
    List<StoredFile> all = result(store.list(null, 5));
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private Answer post(String query, byte[] body, String... headers) {
    return server.call("POST", "/v1/files" + query, body, headers);
  }

  private Answer postForm(Buffer... parts) {
    Buffer body = Buffer.buffer();
    List.of(parts).forEach(body::appendBuffer);
    body.appendString("--xyz--\r\n");
    return post("", body.getBytes(), "Content-Type", "multipart/form-data; boundary=xyz");
  }

  private static Buffer part(String name, String filename, byte[] content) {
    String head =
        "--xyz\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
            + "Content-Type: image/png\r\n\r\n";
    return Buffer.buffer(head.formatted(name, filename).getBytes(UTF_8))
        .appendBytes(content)
        .appendString("\r\n");
  }
}
