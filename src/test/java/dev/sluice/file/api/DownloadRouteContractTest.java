package dev.sluice.file.api;

import static dev.sluice.file.Files.SEVERAL_CHUNKS;
import static dev.sluice.file.Files.bytes;
import static dev.sluice.file.Files.content;
import static dev.sluice.time.Awaiting.result;
import static java.util.Arrays.copyOfRange;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.file.FileConfig;
import dev.sluice.file.FileStore;
import dev.sluice.file.Files;
import dev.sluice.file.NewFile;
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
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The content of files over HTTP. */
@ExtendWith(PlainStore.class)
class DownloadRouteContractTest {
  private static final byte[] LONG = bytes(SEVERAL_CHUNKS);

  @Inject Vertx vertx;

  private final ManualTimers timers = new ManualTimers();
  private final FileStore store = Files.store(new TestClock(), timers, Map.of());
  private PlainRoutes server;
  private StoredFile file;

  @BeforeEach
  void aFile() {
    Files.removeAll();
    file = result(store.store(new NewFile("ä b.zip", "application/zip", null), content(LONG)));
    server = serve(Map.of());
  }

  private PlainRoutes serve(Map<String, String> settings) {
    Transfers transfers = new Transfers(Settings.of(FileConfig.class, settings), timers);
    DownloadRoute route =
        new DownloadRoute(store, new ContentAnswer(store, transfers), Problems.answer());
    return PlainRoutes.serve(vertx, Set.of(Scope.READ), route::register);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void get_file_isItsContent() {
    Answer answer = get();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.bytes()).isEqualTo(LONG);
    assertThat(answer.header("Content-Length")).isEqualTo("" + LONG.length);
    assertThat(answer.header("Content-Type")).isEqualTo("application/zip");
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo("attachment; filename*=UTF-8''%C3%A4%20b.zip");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("ETag")).isEqualTo(tag());
    assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
  }

  @ParameterizedTest
  @CsvSource({"0-0, 0, 0", "5-300000, 5, 300000", "261119-261120, 261119, 261120"})
  void get_range_isThatPart(String range, int from, int to) {
    Answer answer = get("Range", "bytes=" + range);

    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.bytes()).isEqualTo(copyOfRange(LONG, from, to + 1));
    assertThat(answer.header("Content-Range"))
        .isEqualTo("bytes " + from + "-" + to + "/" + LONG.length);
  }

  @Test
  void get_rangePastTheEnd_isRefusedWithTheSize() {
    Answer answer = get("Range", "bytes=" + LONG.length + "-");

    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.text()).contains("\"code\":\"range_not_satisfiable\"");
    assertThat(answer.header("Content-Range")).isEqualTo("bytes */" + LONG.length);
  }

  @Test
  void get_rangeOfOtherContent_isTheWhole() {
    assertThat(get("Range", "bytes=5-", "If-Range", "\"other\"").status()).isEqualTo(200);
    assertThat(get("Range", "bytes=5-", "If-Range", tag()).status()).isEqualTo(206);
  }

  @Test
  void get_contentThatTheClientHas_isNotSentAgain() {
    Answer answer = get("If-None-Match", "\"other\", W/" + tag());

    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.header("ETag")).isEqualTo(tag());
    assertThat(get("If-None-Match", "\"other\"").status()).isEqualTo(200);
  }

  @Test
  void get_ifMatchOfOtherContent_isRefused() {
    assertThat(get("If-Match", "\"other\"").text()).contains("\"code\":\"precondition_failed\"");
    assertThat(get("If-Match", tag()).status()).isEqualTo(200);
  }

  @Test
  void head_file_isDescribedWithoutContent() {
    Answer answer = server.call("HEAD", path(), new byte[0], "Range", "bytes=0-4");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Length")).isEqualTo("" + LONG.length);
    assertThat(answer.bytes()).isEmpty();
  }

  @Test
  void get_unknownFileOrParameter_isRefused() {
    assertThat(server.get("/v1/files/file-none").text()).contains("\"code\":\"file_not_found\"");
    assertThat(server.get("/v1/files/a%20b").status()).isEqualTo(404);
    assertThat(server.get(path() + "?rnage=1").status()).isEqualTo(400);
  }

  @Test
  void get_moreThanAtOnce_isRefused() {
    server.close();
    server = serve(Map.of("sluice.files.transfers", "0"));

    Answer refused = get("Range", "bytes=0-4");

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.text()).contains("\"code\":\"too_many_transfers\"");
    assertThat(refused.header("Content-Range")).isEmpty();
    assertThat(refused.header("Content-Disposition")).isEmpty();
  }

  private Answer get(String... headers) {
    return server.get(path(), headers);
  }

  private String path() {
    return "/v1/files/" + file.id();
  }

  private String tag() {
    return '"' + file.sha256() + '"';
  }
}
