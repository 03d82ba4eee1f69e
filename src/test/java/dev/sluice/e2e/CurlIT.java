package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first steps of a new user: curl without a header, and {@code sluice run}. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CurlIT {
  @TempDir static Path directory;
  private static Server server;

  @BeforeAll
  static void start() {
    server = Server.in(directory).start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void curl_submitAndOpen_printsLinesAndDone() throws IOException {
    // Given
    String created = curl("-X", "POST", url("/v1/jobs"), "-d", "{\"operation\": \"hive_list\"}");
    String sseUrl = Http.JSON.readTree(created).path("sse_url").asText();
    assertThat(sseUrl).matches("/v1/jobs/job-[0-9a-f-]{36}/stream");

    // When
    List<String> lines = data(curl("-N", url(sseUrl)));

    // Then
    assertThat(lines).hasSizeGreaterThan(1).last().isEqualTo("data: [DONE]");
    assertThat(lines.get(0)).startsWith("data: built-in IDLE");
    assertThat(data(curl("-N", url(sseUrl)))).as("opened again").isEqualTo(lines);
  }

  @Test
  void curl_failingCommand_printsItsExitCode() throws IOException {
    String created =
        curl(url("/v1/jobs"), "-d", "{\"operation\":\"exec\",\"command\":\"seq 3; exit 4\"}");
    String sseUrl = Http.JSON.readTree(created).path("sse_url").asText();

    List<String> lines = data(curl("-N", url(sseUrl)));

    assertThat(lines).containsExactly("data: 1", "data: 2", "data: 3", "data: [ERROR] exit code 4");
  }

  @Test
  void run_command_printsAtOnceAndExitsWithItsCode() throws IOException, InterruptedException {
    // Given a command that waits until the test has read its first lines
    Flag seen = new Flag(directory.resolve("seen"));
    String script = "echo out; echo err >&2; " + seen.await() + "; printf end; exit 3";
    Process run =
        new ProcessBuilder(
                SluiceProcess.command("run", "--server", server.uri().toString(), "--", script))
            .start();

    // When
    BufferedReader out = reader(run.getInputStream());
    BufferedReader err = reader(run.getErrorStream());
    assertThat(out.readLine()).isEqualTo("out");
    assertThat(err.readLine()).isEqualTo("err");
    seen.raise();

    // Then
    assertThat(out.readLine()).isEqualTo("end");
    assertThat(out.readLine()).isNull();
    assertThat(err.readLine()).isNull();
    assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).isEqualTo(3);
  }

  @Test
  void run_withoutServer_startsAPrivateOne() {
    Command run =
        Command.run(
            SluiceProcess.command("run", "--", "echo here; echo there >&2; exit 3"), directory);

    assertThat(run.out()).isEqualTo("here\n");
    assertThat(run.err()).isEqualTo("there\n");
    assertThat(run.exitCode()).isEqualTo(3);
  }

  private static BufferedReader reader(java.io.InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private static String url(String path) {
    return server.uri() + path;
  }

  private static String curl(String... arguments) {
    List<String> command = new java.util.ArrayList<>(List.of("curl", "-sS"));
    command.addAll(List.of(arguments));
    Command curl = Command.run(command, directory);
    assertThat(curl.exitCode()).as(curl.err()).isZero();
    return curl.out();
  }

  private static List<String> data(String stream) {
    return stream.lines().filter(line -> line.startsWith("data:")).toList();
  }
}
