package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.Shell;
import dev.sluice.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesCommandTest {
  private static final String CONTENT = "the content of a file";

  private final Shell shell = new Shell();
  private final StubServer server = new StubServer();
  @TempDir Path directory;

  @AfterEach
  void close() {
    server.close();
  }

  private static String file(String sha256) {
    return """
        {"file_id":"f1","filename":"a.bin","content_type":"x/y","size":%d,"sha256":"%s",
         "created_at":"2026-03-01T11:58:00Z"}
        """
        .formatted(CONTENT.length(), sha256);
  }

  private int files(String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "files";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--server";
    all[args.length + 2] = server.uri();
    return shell.run(all);
  }

  @Test
  void list_files_areAnAlignedTable() {
    server.json("GET /v1/files", "{\"items\":[" + file("0") + "]}");

    files("list");

    assertThat(shell.out())
        .isEqualTo(
            """
            FILE  SIZE  AGE  JOB  NAME
            f1    21 B  2m   -    a.bin
            """);
  }

  @Test
  void upload_file_isSentAndItsIdPrinted() throws IOException {
    Path path = Files.writeString(directory.resolve("a b.bin"), CONTENT);
    server.on(
        "POST /v1/files", StubServer.status(201, "application/json", file(Sha256.of(CONTENT))));

    int code = files("upload", path.toString());

    assertThat(code).as(shell.err()).isZero();
    assertThat(shell.out()).isEqualTo("f1\n");
    assertThat(server.only("POST /v1/files").body()).isEqualTo(CONTENT);
    assertThat(server.only("POST /v1/files").query()).isEqualTo("filename=a%20b.bin");
  }

  @Test
  void upload_changedOrRefusedOrMissing_fails() throws IOException {
    Path path = Files.writeString(directory.resolve("a.bin"), CONTENT);
    server.on("POST /v1/files", StubServer.status(201, "application/json", file("0")));
    server.problem(
        "POST /v1/files",
        413,
        "{\"status\":413,\"code\":\"file_too_large\",\"detail\":\"a file may have 3 bytes\"}");

    assertThat(files("upload", path.toString())).isEqualTo(125);
    assertThat(shell.err()).contains("changed while it was uploaded");
    assertThat(files("upload", path.toString())).isEqualTo(125);
    assertThat(shell.err()).contains("a file may have 3 bytes");
    assertThat(files("upload", directory.resolve("none").toString())).isEqualTo(2);
  }

  @Test
  void download_connectionBreaks_goesOnWhereItWas() throws IOException {
    Path target = directory.resolve("got");
    server.json("GET /v1/files/f1/info", file(Sha256.of(CONTENT)));
    server.on("GET /v1/files/f1", StubServer.broken(CONTENT.substring(0, 4).getBytes(UTF_8)));
    server.on("GET /v1/files/f1", StubServer.status(503, "text/plain", ""));
    server.on("GET /v1/files/f1", StubServer.status(206, "x/y", CONTENT.substring(4)));

    int code = files("download", "f1", "-o", target.toString());

    assertThat(code).as(shell.err()).isZero();
    assertThat(target).hasContent(CONTENT);
    assertThat(server.requests()).extracting(r -> r.header("Range")).endsWith("bytes=4-");
    assertThat(directory).isDirectoryContaining(target::equals);
    assertThat(directory).isDirectoryNotContaining(path -> path.toString().endsWith(".part"));
    assertThat(shell.pauses).hasSize(2);
  }

  @Test
  void download_otherContent_isRefused() throws IOException {
    Path target = directory.resolve("got");
    server.json("GET /v1/files/f1/info", file("0"));
    server.on("GET /v1/files/f1", StubServer.status(200, "x/y", CONTENT));

    assertThat(files("download", "f1", "-o", target.toString())).isEqualTo(125);
    assertThat(shell.err()).contains("another SHA-256");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void download_targetExists_isKept() throws IOException {
    Path target = Files.writeString(directory.resolve("got"), "mine");
    server.json("GET /v1/files/f1/info", file("0"));

    assertThat(files("download", "f1", "-o", target.toString())).isEqualTo(2);
    assertThat(target).hasContent("mine");
  }

  @Test
  void delete_several_areDeleted() {
    server.on("DELETE /v1/files/f1", StubServer.status(204, "text/plain", ""));

    assertThat(files("delete", "f1")).isZero();
    assertThat(files("delete", "none")).isEqualTo(125);
  }
}
