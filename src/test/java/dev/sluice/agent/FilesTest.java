package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.sluice.archive.ArchiveLimits;
import dev.sluice.archive.Meter;
import dev.sluice.archive.ZipUnpacker;
import dev.sluice.archive.Zips;
import dev.sluice.text.Sha256;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.HeaderNames;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.AttemptResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that bring a file, and jobs whose files are collected. */
@Timeout(120)
@SuppressWarnings("NullAway") // a null would fail the test that it belongs to
class FilesTest extends AgentFixture {
  private static final List<String> EVERYTHING = List.of("**");

  @TempDir Path scratch;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<String> leases = Collections.synchronizedList(new ArrayList<>());
  private volatile byte[] uploaded = {};
  private final AtomicInteger uploads = new AtomicInteger();

  @Test
  void register_capabilities_haveFiles() {
    server.await("a registration", () -> !server.registrations.isEmpty());

    assertThat(server.registrations.get(0).capabilities()).contains("exec", Assignment.FILES);
  }

  @Test
  void file_zip_isUnpackedBeforeTheCommand() throws IOException {
    serve("src.zip", Zips.aZip().entry("bin/run", 0100755, bytes("#!/bin/sh\necho ran")).bytes());

    AttemptRef ref = server.assign(job("bin/run && ls", null));

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(server.stdout(ref)).isEqualTo("ran\nbin\n");
    assertThat(leases).containsOnly("lease-of-" + ref.jobId());
    awaitEmptyDirectory();
  }

  @Test
  void file_noZip_isPlacedUnderItsName() {
    serve("../data.csv", bytes("1,2"));

    AttemptRef ref = server.assign(job("ls; cat data.csv", null));

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(server.stdout(ref)).isEqualTo("data.csv\n1,2");
  }

  @Test
  void file_jar_isPlacedAsItIs() throws IOException {
    serve("app.jar", Zips.aZip().file("a", "A").bytes());

    AttemptRef ref = server.assign(job("ls", null));

    server.result(ref);
    assertThat(server.stdout(ref)).isEqualTo("app.jar\n");
  }

  @Test
  void file_namedZipThatIsNone_isPlacedAsItIs() {
    serve("src.zip", bytes("text"));

    AttemptRef ref = server.assign(job("cat src.zip", null));

    server.result(ref);
    assertThat(server.stdout(ref)).isEqualTo("text");
  }

  @Test
  void file_zipSlip_failsTheJobAndNamesTheEntry() throws IOException {
    serve("src.zip", Zips.aZip().file("../evil", "x").bytes());

    AttemptResult result = server.result(server.assign(job("true", null)));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().code()).isEqualTo("unsafe_path");
    assertThat(result.error().message()).contains("src.zip").contains("../evil");
    awaitEmptyDirectory();
  }

  @Test
  void file_largerThanAllowed_failsTheJobWithoutItsContent() {
    restart(new ArchiveLimits(10, 10, 10, 10));
    serve("data", new byte[1 << 20]);

    AttemptResult result = server.result(server.assign(job("true", null)));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().code()).isEqualTo("file_too_large");
  }

  @Test
  void file_cutThreeTimes_isResumedWhereItWasCut() {
    byte[] content = "0123456789abcdef".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
    AtomicInteger calls = new AtomicInteger();
    server.files =
        exchange -> {
          note(exchange);
          int cut = calls.incrementAndGet() <= 3 ? content.length / 5 : content.length;
          send(exchange, "data.bin", content, cut, Sha256.of(content));
        };

    AttemptRef ref = server.assign(job("sha256sum < data.bin", null));

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(server.stdout(ref)).startsWith(Sha256.of(content));
    assertThat(asked).hasSize(4);
    assertThat(asked.get(0)).isEqualTo("null");
    assertThat(asked.subList(1, 4)).allMatch(range -> range.matches("bytes=[1-9]\\d*-"));
  }

  @Test
  void file_serverIgnoresTheRange_isFetchedFromItsStart() {
    byte[] content = "0123456789abcdef".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
    AtomicInteger calls = new AtomicInteger();
    server.files =
        exchange -> {
          int cut = calls.incrementAndGet() == 1 ? content.length / 2 : content.length;
          send(exchange, 0, "data.bin", content, cut, Sha256.of(content));
        };

    AttemptRef ref = server.assign(job("sha256sum < data.bin", null));

    server.result(ref);
    assertThat(server.stdout(ref)).startsWith(Sha256.of(content));
  }

  @Test
  void file_otherChecksum_isTheFaultOfTheWorker() {
    server.files = exchange -> send(exchange, "a", bytes("other"), 5, Sha256.of("content"));

    AttemptResult result = server.result(server.assign(job("true", null)));

    assertThat(result.outcome()).isEqualTo(Outcome.WORKER_REPORTED);
    assertThat(result.error().message()).contains("checksum");
  }

  @Test
  void file_noChecksum_isTheFaultOfTheWorker() {
    server.files = exchange -> send(exchange, "a", bytes("other"), 5, "");

    AttemptResult result = server.result(server.assign(job("true", null)));

    assertThat(result.outcome()).isEqualTo(Outcome.WORKER_REPORTED);
    assertThat(result.error().message()).contains("no checksum");
  }

  @Test
  void file_missing_isNoFaultOfTheWorker() {
    AttemptResult result = server.result(server.assign(job("true", null)));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().code()).isEqualTo("file_not_found");
    assertThat(result.error().message()).contains("file-1").contains("404");
  }

  @Test
  void file_serverIsAwayForAWhile_isFetchedAfterwards() {
    AtomicInteger calls = new AtomicInteger();
    byte[] content = bytes("x");
    server.files =
        exchange -> {
          if (calls.incrementAndGet() < 5) {
            FakeAgentServer.answer(exchange, 503, Map.of("code", "store_unavailable"));
          } else {
            send(exchange, "a", content, content.length, Sha256.of(content));
          }
        };

    assertThat(server.result(server.assign(job("cat a", null))).outcome())
        .isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void file_serverStaysAway_isTheFaultOfTheWorker() {
    server.files = exchange -> FakeAgentServer.answer(exchange, 503, Map.of("code", "x"));

    assertThat(server.result(server.assign(job("true", null))).outcome())
        .isEqualTo(Outcome.WORKER_REPORTED);
  }

  @Test
  void file_hangs_endsAtTheTimeLimit() {
    CountDownLatch never = hang("GET");

    AttemptResult result = server.result(server.assign(job("true", null, 200)));

    assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
    never.countDown();
  }

  @Test
  void file_hangs_endsWhenCancelled() {
    CountDownLatch never = hang("GET");

    AttemptRef ref = server.assign(job("true", null));
    server.await("the call", () -> asked.size() == 1);
    server.cancel(ref);

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.CANCELLED);
    never.countDown();
  }

  @Test
  void time_ofFileAndCommand_addsUp() {
    byte[] content = bytes("x");
    CountDownLatch half = new CountDownLatch(1);
    server.files =
        exchange -> {
          awaitQuietly(half, 600);
          send(exchange, "a", content, content.length, Sha256.of(content));
        };

    // Neither alone takes a second.
    AttemptResult result = server.result(server.assign(job("sleep 0.7", null, 1_000)));

    assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
  }

  @Test
  void collect_globs_areUploadedAsAZip() throws IOException {
    accept();
    Assignment job =
        job(
            "mkdir -p out/d; echo 1 > out/a; echo 2 > out/d/b; echo 3 > c",
            List.of("out/**"),
            false);

    AttemptResult result = server.result(server.assign(job));

    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(result.collected().fileId()).isEqualTo("file-9");
    assertThat(result.collected().files()).isEqualTo(2);
    assertThat(result.collected().size()).isEqualTo(uploaded.length);
    assertThat(result.collected().message()).isNull();
    assertThat(names(uploaded)).containsExactly("out", "out/a", "out/d", "out/d/b");
    assertThat(leases).containsExactly("lease-of-" + job.jobId());
  }

  @Test
  void collect_everything_hasTheFileOfTheJobToo() throws IOException {
    byte[] zip = Zips.aZip().file("in", "x").bytes();
    accept();
    var uploading = server.files;
    server.files =
        exchange -> {
          if (exchange.getRequestMethod().equals("GET")) {
            send(exchange, "in.zip", zip, zip.length, Sha256.of(zip));
          } else {
            uploading.handle(exchange);
          }
        };

    server.result(server.assign(job("cp in out", EVERYTHING)));

    assertThat(names(uploaded)).containsExactly("in", "out");
  }

  @Test
  void collect_commandFails_collectsAllTheSame() {
    accept();

    AttemptResult result =
        server.result(server.assign(job("echo 1 > log; exit 3", EVERYTHING, false)));

    assertThat(result.outcome()).isEqualTo(Outcome.EXIT_CODE);
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.collected().fileId()).isEqualTo("file-9");
  }

  @Test
  void collect_nothingMatches_saysSoAndUploadsNothing() {
    accept();

    AttemptResult result =
        server.result(server.assign(job("echo 1 > a", List.of("out/**", "*.log"), false)));

    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(result.collected().fileId()).isNull();
    assertThat(result.collected().files()).isZero();
    assertThat(result.collected().message()).isEqualTo("no file matched out/**, *.log");
    assertThat(uploads).hasValue(0);
  }

  @Test
  void collect_linkThatLeadsOut_isLeftOutAndSaid() throws IOException {
    accept();

    AttemptResult result =
        server.result(
            server.assign(job("ln -s /etc/passwd l; ln -s a in; echo 1 > a", EVERYTHING, false)));

    assertThat(result.collected().message()).startsWith("left out: 1 ");
    assertThat(names(uploaded)).containsExactly("a", "in");
  }

  @Test
  void collect_tooMany_failsAJobThatSucceeded() {
    restart(new ArchiveLimits(100, 3, 10, 10));
    accept();

    AttemptResult result = server.result(server.assign(job("touch a b c d", EVERYTHING, false)));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.exitCode()).isZero();
    assertThat(result.error().code()).isEqualTo("collect_failed");
    assertThat(result.error().message()).contains("3 entries");
    assertThat(result.collected().fileId()).isNull();
  }

  @Test
  void collect_fails_keepsTheExitCodeOfACommandThatFailed() {
    server.files = exchange -> FakeAgentServer.answer(exchange, 413, Map.of("code", "too_large"));

    AttemptResult result =
        server.result(server.assign(job("echo 1 > a; exit 4", EVERYTHING, false)));

    assertThat(result.outcome()).isEqualTo(Outcome.EXIT_CODE);
    assertThat(result.error()).isNull();
    assertThat(result.collected().message()).contains("413");
  }

  @Test
  void collect_serverRefusesBeforeTheEnd_failsWithItsAnswer() {
    server.files =
        exchange -> {
          uploads.incrementAndGet();
          // Reads nothing and closes: the agent sees a broken pipe while it sends.
          exchange.getResponseHeaders().set("Connection", "close");
          FakeAgentServer.answer(exchange, 413, Map.of("code", "too_large"));
        };

    AttemptResult result =
        server.result(server.assign(job("head -c 3000000 /dev/urandom > a", EVERYTHING, false)));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().message()).contains("413").contains("too_large");
    assertThat(uploads).hasValue(1);
  }

  @Test
  void collect_uploadIsCut_isSentAgain() throws IOException {
    accept();
    var whole = server.files;
    AtomicInteger calls = new AtomicInteger();
    server.files =
        exchange -> {
          if (calls.incrementAndGet() < 3) {
            exchange.close();
          } else {
            whole.handle(exchange);
          }
        };

    AttemptResult result = server.result(server.assign(job("echo 1 > a", EVERYTHING, false)));

    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(result.collected().files()).isEqualTo(1);
    assertThat(names(uploaded)).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void collect_hangs_endsWhenStopped(boolean cancelled) {
    CountDownLatch never = hang("POST");

    AttemptRef ref = server.assign(job("echo 1 > a", EVERYTHING, cancelled ? 60_000 : 1_000));
    server.await("the call", () -> !asked.isEmpty());
    if (cancelled) {
      server.cancel(ref);
    }

    assertThat(server.result(ref).outcome())
        .isEqualTo(cancelled ? Outcome.CANCELLED : Outcome.TIMEOUT);
    never.countDown();
  }

  @Test
  void collect_jobTimesOut_collectsNothing() {
    accept();

    AttemptResult result =
        server.result(server.assign(job("echo 1 > a; sleep 100", EVERYTHING, 300)));

    assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
    assertThat(uploads).hasValue(0);
  }

  @Test
  void collect_fileCannotBeRead_namesIt() {
    accept();
    // Root reads any file, so this one is made a directory that is too deep.
    AttemptResult result =
        server.result(
            server.assign(
                job(
                    "d=$(printf 'd/%.0s' $(seq 70)); mkdir -p $d; echo > ${d}a",
                    EVERYTHING, false)));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error()).extracting(JobError::message).asString().contains("too deep");
  }

  private void restart(ArchiveLimits limits) {
    agent.close();
    agent =
        Agent.start(
            new AgentConfig(server.uri()).name("node").workDir(workDir).fileLimits(limits), QUICK);
  }

  private Assignment job(String command, @Nullable List<String> collect) {
    return job(command, collect, true, 60_000);
  }

  private Assignment job(String command, @Nullable List<String> collect, boolean file) {
    return job(command, collect, file, 60_000);
  }

  private Assignment job(String command, @Nullable List<String> collect, long timeoutMs) {
    return job(command, collect, collect == null, timeoutMs);
  }

  private Assignment job(
      String command, @Nullable List<String> collect, boolean file, long timeoutMs) {
    Assignment plain = exec(command, timeoutMs, 100);
    return new Assignment(
        plain.jobId(),
        1,
        plain.lease(),
        "exec",
        plain.payload(),
        timeoutMs,
        100,
        file ? "file-1" : null,
        collect);
  }

  private void serve(String name, byte[] content) {
    server.files =
        exchange -> {
          note(exchange);
          send(exchange, name, content, content.length, Sha256.of(content));
        };
  }

  private void accept() {
    server.files =
        exchange -> {
          note(exchange);
          uploads.incrementAndGet();
          try (InputStream in = exchange.getRequestBody()) {
            uploaded = in.readAllBytes();
          }
          assertThat(exchange.getRequestURI().getQuery()).matches("filename=job-\\d+\\.zip");
          FakeAgentServer.answer(
              exchange, 201, Map.of("file_id", "file-9", "size", uploaded.length));
        };
  }

  /** Answers nothing to calls of this method; returns what lets them end. */
  private CountDownLatch hang(String method) {
    CountDownLatch never = new CountDownLatch(1);
    server.files =
        exchange -> {
          assertThat(exchange.getRequestMethod()).isEqualTo(method);
          synchronized (server) {
            note(exchange);
            server.notifyAll();
          }
          awaitQuietly(never, 60_000);
          exchange.close();
        };
    return never;
  }

  private static void awaitQuietly(CountDownLatch latch, long millis) {
    try {
      latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void note(HttpExchange exchange) {
    asked.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
    leases.add(String.valueOf(exchange.getRequestHeaders().getFirst(HeaderNames.LEASE)));
  }

  /** Sends the file from where it is asked for, and cuts the connection after {@code most}. */
  private static void send(
      HttpExchange exchange, String name, byte[] content, int most, String sha256)
      throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    send(exchange, from, name, content, most, sha256);
  }

  private static void send(
      HttpExchange exchange, int from, String name, byte[] content, int most, String sha256)
      throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("ETag", '"' + sha256 + '"');
    headers.set("Content-Disposition", "attachment; filename=\"" + name + "\"");
    if (from > 0) {
      headers.set(
          "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
    exchange.getResponseBody().write(content, from, Math.min(most, content.length - from));
    exchange.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> names(byte[] zip) throws IOException {
    Path there = Files.createTempDirectory(scratch, "there");
    ZipUnpacker.unpack(
        Files.write(scratch.resolve("z"), zip), there, ArchiveLimits.DEFAULT, Meter.NONE);
    try (Stream<Path> all = Files.walk(there)) {
      return all.skip(1).map(path -> there.relativize(path).toString()).sorted().toList();
    }
  }

  private void awaitEmptyDirectory() {
    await(
        "the end of the attempt's files",
        () -> {
          String[] left =
              workDir
                  .resolve("node")
                  .toFile()
                  .list(
                      (d, name) ->
                          !name.startsWith(".lock")
                              && !name.startsWith(".name")
                              && !name.startsWith(".pipe"));
          return left == null
              || Arrays.stream(left).noneMatch(n -> n.startsWith("job-") || n.startsWith(".file-"));
        });
  }
}
