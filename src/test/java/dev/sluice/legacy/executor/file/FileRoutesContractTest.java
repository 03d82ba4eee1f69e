package dev.sluice.legacy.executor.file;

import static dev.sluice.file.Files.SEVERAL_CHUNKS;
import static dev.sluice.file.Files.bytes;
import static dev.sluice.file.Files.content;
import static dev.sluice.file.Files.named;
import static dev.sluice.time.Awaiting.result;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.file.FileStore;
import dev.sluice.file.Files;
import dev.sluice.file.StoredFile;
import dev.sluice.http.PlainRoutes.Answer;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.legacy.executor.ServedApi;
import dev.sluice.legacy.executor.ServedApi.Json;
import dev.sluice.store.PlainStore;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(PlainStore.class)
class FileRoutesContractTest {
  private static final byte[] LONG = bytes(SEVERAL_CHUNKS);

  @Inject Vertx vertx;
  @Inject ProblemAnswer problems;
  @Inject FileRoutes routes;
  @Inject FileStore store;
  private ServedApi api;

  @BeforeEach
  void serve() {
    Files.removeAll();
    api = ServedApi.serve(vertx, problems, routes);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void upload_form_isAFileThatIsListedAndDownloaded() {
    JsonNode file = api.upload("/api/files/upload", form("file", "src.zip", LONG)).is(200).body();

    String id = file.path("file").path("fileId").asText();
    StoredFile stored = result(store.get(id));
    assertThat(file.toString())
        .isEqualTo(
            """
            {"success":true,"file":{"fileId":"%s","filename":"src.zip","size":%d,\
            "uploadDate":"%s","contentType":"application/zip"}}"""
                .formatted(id, LONG.length, stored.createdAt()));
    assertThat(api.get("/api/files/list").is(200).body().toString())
        .isEqualTo(
            """
            {"success":true,"files":[{"fileId":"%s","filename":"src.zip","size":%d,\
            "uploadDate":"%s"}],"count":1}"""
                .formatted(id, LONG.length, stored.createdAt()));
    Answer answer = api.raw("GET", "/api/files/download/" + id);
    assertThat(answer.bytes()).isEqualTo(LONG);
    assertThat(answer.header("Content-Type")).isEqualTo("application/zip");
    assertThat(answer.header("Content-Length")).isEqualTo(String.valueOf(LONG.length));
    assertThat(answer.header("Content-Disposition")).contains("src.zip");
  }

  @Test
  void upload_formWithoutTheFile_isRefused() {
    Json answer = api.upload("/api/files/upload", form("other", "a.zip", LONG)).is(400);

    assertThat(answer.text("error")).startsWith("file must be a part of the form");
    assertThat(result(store.list(null, 9))).isEmpty();
  }

  @Test
  void upload_emptyFile_isRefused() {
    Json answer = api.upload("/api/files/upload", form("file", "a.zip", new byte[0])).is(400);

    assertThat(answer.text("error")).contains("is empty");
    assertThat(result(store.list(null, 9))).isEmpty();
  }

  @Test
  void upload_noForm_isRefused() {
    Json answer = api.post("/api/files/upload", "{}").is(400);

    assertThat(answer.text("error"))
        .isEqualTo("file must be a part of a form (multipart/form-data)");
  }

  @Test
  void list_limit_isTheNumberOfTheNewest() {
    result(store.store(named("a"), content(new byte[] {1})));
    StoredFile newest = result(store.store(named("b"), content(new byte[] {2})));

    JsonNode page = api.get("/api/files/list?limit=1").is(200).body();

    assertThat(page.path("count").asInt()).isEqualTo(1);
    assertThat(page.at("/files/0/fileId").asText()).isEqualTo(newest.id());
  }

  @ParameterizedTest
  @CsvSource({
    "/api/files/list?limit=x, 400, limit must be a whole number from 1 to 1000",
    "/api/files/list?limit=0, 400, limit must be a whole number from 1 to 1000",
    "/api/files/download/none, 404, File not found",
    "/api/files/download/..%2F..%2Fetc, 404, File not found",
    "/api/files/download/none/zip, 404, File not found"
  })
  void call_wrongParameter_isRefused(String path, int status, String error) {
    assertThat(api.get(path).is(status).body().toString())
        .isEqualTo("{\"error\":\"" + error + "\"}");
  }

  @Test
  void downloadAsZip_anyFile_isAZipWithThatFile() throws IOException {
    StoredFile file = result(store.store(named("data.bin"), content(LONG)));

    Answer answer = api.raw("GET", "/api/files/download/" + file.id() + "/zip");

    assertThat(answer.header("Content-Type")).isEqualTo("application/zip");
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.bytes()))) {
      ZipEntry entry = zip.getNextEntry();
      assertThat(entry.getName()).isEqualTo("data.bin");
      assertThat(zip.readAllBytes()).isEqualTo(LONG);
      assertThat(zip.getNextEntry()).isNull();
    }
    assertThat(ZipBytes.files(answer.bytes())).isEqualTo(1);
  }

  private static byte[] form(String part, String filename, byte[] content) {
    return Buffer.buffer(
            """
            --b\r
            Content-Disposition: form-data; name="%s"; filename="%s"\r
            Content-Type: application/zip\r
            \r
            """
                .formatted(part, filename))
        .appendBytes(content)
        .appendBytes("\r\n--b--\r\n".getBytes(UTF_8))
        .getBytes();
  }
}
