package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.sluice.archive.ArchiveLimits;
import dev.sluice.archive.Meter;
import dev.sluice.archive.ZipUnpacker;
import dev.sluice.archive.Zips;
import dev.sluice.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sluice run} with files. */
class RunFilesTest extends RunFixture {
  private static final String UPLOAD = "POST /v1/files";
  private static final String JOB = "GET /v1/jobs/job-1";
  private static final String FETCH = "GET /v1/files/file-9";

  @TempDir Path scratch;
  private volatile byte[] uploaded = {};

  @BeforeEach
  void end() {
    server.events(STREAM, EventStreamText.stream().hello().attempt(1).done().text());
  }

  @Test
  void upload_directory_isSentAsAZipAndNamedInTheJob() throws IOException {
    accept();
    Path src = Files.createDirectory(scratch.resolve("my src"));
    Path tool = Files.writeString(Files.createDirectory(src.resolve("bin")).resolve("tool"), "#!");
    assertThat(tool.toFile().setExecutable(true)).isTrue();

    assertThat(run("--upload", src.toString(), "--", "bin/tool")).isZero();

    StubServer.Request request = server.only(UPLOAD);
    assertThat(request.query()).isEqualTo("filename=my%20src.zip");
    assertThat(request.header("Content-Type")).isEqualTo("application/zip");
    Path there = unpack(uploaded);
    assertThat(there.resolve("bin/tool")).hasContent("#!").isExecutable();
    JsonNode job = submission();
    assertThat(job.path("file_id").asText()).isEqualTo("file-1");
    assertThat(job.has("collect")).isFalse();
  }

  @Test
  void upload_file_isSentAsItIs() throws IOException {
    accept();
    Path data = Files.writeString(scratch.resolve("data.csv"), "1,2");

    assertThat(run("--upload", data.toString(), "--", "cat data.csv")).isZero();

    assertThat(server.only(UPLOAD).query()).isEqualTo("filename=data.csv");
    assertThat(uploaded).asString(StandardCharsets.UTF_8).isEqualTo("1,2");
  }

  @Test
  void upload_program_keepsThatItIsExecutable() throws IOException {
    accept();
    Path tool = Files.writeString(scratch.resolve("tool"), "#!");
    Files.writeString(scratch.resolve("other"), "x");
    assertThat(tool.toFile().setExecutable(true)).isTrue();

    run("--upload", tool.toString(), "--", "./tool");

    Path there = unpack(uploaded);
    assertThat(there.resolve("tool")).isExecutable();
    assertThat(there.resolve("other")).doesNotExist();
  }

  @Test
  void upload_linkThatLeadsOut_isLeftOutAndSaid() throws IOException {
    accept();
    Path src = Files.createDirectory(scratch.resolve("src"));
    Files.createSymbolicLink(src.resolve("out"), Path.of("/etc/passwd"));

    assertThat(run("--upload", src.toString(), "--", "true")).isZero();

    assertThat(shell.err()).startsWith("sluice: not uploaded: 1 links that lead out of " + src);
  }

  @Test
  void upload_serverIsBusy_isSentAgain() throws IOException {
    server.problem(UPLOAD, 503, "{\"status\":503,\"code\":\"too_many_transfers\"}");
    accept();
    Path data = Files.writeString(scratch.resolve("data"), "1");

    assertThat(run("--upload", data.toString(), "--", "true")).isZero();

    assertThat(shell.pauses).hasSize(1);
    assertThat(submission().path("file_id").asText()).isEqualTo("file-1");
  }

  @Test
  void upload_refused_submitsNothing() throws IOException {
    server.problem(
        UPLOAD, 413, "{\"title\":\"Too Large\",\"status\":413,\"code\":\"file_too_large\"}");
    Path data = Files.writeString(scratch.resolve("data"), "1");

    assertThat(run("--upload", data.toString(), "--", "true")).isEqualTo(125);

    assertThat(shell.err()).contains("Too Large").contains("file_too_large");
    assertThat(server.requests()).extracting(StubServer.Request::call).containsOnly(UPLOAD);
  }

  @ParameterizedTest
  @CsvSource({
    "--upload=/nowhere, no such file",
    "--collect=/abs, must be relative",
    "--collect=[x, must be a glob",
    "--collect=../x, must not leave its directory",
    "--output-dir=x, without --collect"
  })
  void options_wrong_areWrongUsage(String option, String reason) {
    assertThat(run(option, "--", "true")).isEqualTo(2);

    assertThat(shell.err()).contains(reason);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void collect_files_arePlacedAndReplaceOthers() throws IOException {
    Path here = Files.createDirectories(scratch.resolve("here"));
    Files.createDirectory(here.resolve("out"));
    Files.writeString(here.resolve("out/a"), "old");
    Files.writeString(here.resolve("out/mine"), "mine");
    serve(
        Zips.aZip()
            .file("out/a", "new")
            .entry("out/bin/run", 0100755, "#!".getBytes(StandardCharsets.UTF_8))
            .bytes());

    assertThat(collectInto(here)).isZero();

    assertThat(submission().path("collect")).hasToString("[\"out/**\"]");
    assertThat(here.resolve("out/a")).hasContent("new");
    assertThat(here.resolve("out/mine")).hasContent("mine");
    assertThat(here.resolve("out/bin/run")).isExecutable();
    assertThat(names(here)).containsExactly("out");
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void collect_connectionIsCut_goesOnWhereItWasCut() throws IOException {
    byte[] zip = Zips.aZip().file("a", "A").bytes();
    result("{\"file_id\":\"file-9\",\"files\":1,\"size\":" + zip.length + "}");
    server.on(FETCH, exchange -> send(exchange, zip, 10));
    server.on(FETCH, exchange -> send(exchange, zip, zip.length));

    assertThat(collectInto(scratch)).isZero();

    assertThat(scratch.resolve("a")).hasContent("A");
    assertThat(server.requests())
        .filteredOn(request -> request.call().equals(FETCH))
        .extracting(request -> request.header("Range"))
        .containsExactly(null, "bytes=10-");
  }

  @Test
  void collect_damagedFile_isNotPlaced() throws IOException {
    byte[] zip = Zips.aZip().file("a", "A").bytes();
    result("{\"file_id\":\"file-9\"}");
    server.on(
        FETCH,
        exchange -> {
          exchange.getResponseHeaders().set("ETag", '"' + Sha256.of("other") + '"');
          exchange.sendResponseHeaders(200, zip.length);
          exchange.getResponseBody().write(zip);
          exchange.close();
        });

    assertThat(collectInto(scratch)).isEqualTo(125);

    assertThat(shell.err()).contains("file-9").contains("checksum");
    assertThat(names(scratch)).isEmpty();
  }

  @Test
  void collect_zipSlip_isLeftPacked() throws IOException {
    Path here = Files.createDirectory(scratch.resolve("here"));
    serve(Zips.aZip().file("../evil", "x").bytes());

    assertThat(collectInto(here)).isEqualTo(125);

    assertThat(shell.err()).contains("../evil").contains("job-1.zip");
    assertThat(names(here)).containsExactly("job-1.zip");
    assertThat(scratch.resolve("evil")).doesNotExist();
  }

  @Test
  void collect_linkInTheWay_isNotFollowed() throws IOException {
    Path here = Files.createDirectory(scratch.resolve("here"));
    Path elsewhere = Files.createDirectory(scratch.resolve("elsewhere"));
    Files.createSymbolicLink(here.resolve("out"), elsewhere);
    serve(Zips.aZip().file("out/a", "x").bytes());

    assertThat(collectInto(here)).isEqualTo(125);

    assertThat(shell.err()).contains("out is in the way");
    assertThat(names(elsewhere)).isEmpty();
    assertThat(names(here)).containsExactly("out");
  }

  @Test
  void collect_nothingMatched_saysSoAndKeepsTheExitCode() {
    result("{\"files\":0,\"message\":\"no file matched out/**\"}");

    assertThat(collectInto(scratch)).isZero();

    assertThat(shell.err()).isEqualTo("sluice: collecting files: no file matched out/**\n");
  }

  @Test
  void collect_jobFailed_bringsFilesAndItsExitCode() throws IOException {
    failWith(7);
    serve(Zips.aZip().file("log", "why").bytes());

    assertThat(collectInto(scratch)).isEqualTo(7);

    assertThat(scratch.resolve("log")).hasContent("why");
  }

  @Test
  void collect_jobFailedAndSoDoesTheFetch_exitsWithTheJobsCode() {
    failWith(7);
    result("{\"file_id\":\"file-9\"}");
    server.problem(
        FETCH, 404, "{\"title\":\"Not Found\",\"status\":404,\"code\":\"file_not_found\"}");

    assertThat(collectInto(scratch)).isEqualTo(7);

    assertThat(shell.err()).contains("file_not_found");
  }

  private int collectInto(Path directory) {
    return run("--collect", "out/**", "--output-dir", directory.toString(), "--", "make");
  }

  private void failWith(int code) {
    server.replace(
        STREAM,
        StubServer.status(
            200,
            "text/event-stream",
            EventStreamText.stream()
                .add(
                    "failed",
                    "{\"status\":\"FAILED\",\"reason\":\"EXIT_CODE\",\"exit_code\":" + code + "}")
                .text()));
  }

  private void accept() {
    server.on(
        UPLOAD,
        exchange ->
            StubServer.status(201, "application/json", "{\"file_id\":\"file-1\"}")
                .answer(exchange));
    server.onBody(UPLOAD, body -> uploaded = body);
  }

  private void serve(byte[] zip) {
    result("{\"file_id\":\"file-9\",\"files\":1,\"size\":" + zip.length + "}");
    server.on(FETCH, exchange -> send(exchange, zip, zip.length));
  }

  private void result(String result) {
    server.json(JOB, "{\"job_id\":\"job-1\",\"status\":\"COMPLETED\",\"result\":" + result + "}");
  }

  /** Sends the file from where it is asked for, up to the byte {@code end}. */
  private static void send(HttpExchange exchange, byte[] content, int end) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    var headers = exchange.getResponseHeaders();
    headers.set("ETag", '"' + Sha256.of(content) + '"');
    headers.set(
        "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
    exchange.getResponseBody().write(content, from, end - from);
    exchange.close();
  }

  private Path unpack(byte[] zip) throws IOException {
    Path there = Files.createTempDirectory(scratch, "there");
    Path file = Files.write(scratch.resolve("z"), zip);
    ZipUnpacker.unpack(file, there, ArchiveLimits.DEFAULT, Meter.NONE);
    return there;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
