package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitCommandTest {
  private static final String ANSWER = "{\"job_id\":\"job-1\",\"status\":\"SUBMITTED\"}";

  private final Shell shell = new Shell();
  private final StubServer server = new StubServer().json("POST /v1/jobs", ANSWER);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void submit_command_printsTheIdAlone() {
    int code = shell.run("submit", "--server", server.uri(), "--start", "--", "x");

    assertThat(code).isZero();
    assertThat(shell.out()).isEqualTo("job-1\n");
    assertThat(server.only("POST /v1/jobs").body())
        .isEqualTo("{\"operation\":\"exec\",\"command\":\"x\",\"start\":true}");
  }

  @Test
  void submit_fileFromStdin_sendsItUnchanged() {
    shell.in = "{ \"operation\": \"status\" }";

    int code =
        shell.run(
            "submit", "--server", server.uri(), "-f", "-", "--json", "--idempotency-key", "k1");

    assertThat(code).isZero();
    assertThat(shell.out()).isEqualTo(ANSWER + "\n");
    assertThat(server.only("POST /v1/jobs").body()).isEqualTo(shell.in);
    assertThat(server.only("POST /v1/jobs").header("Idempotency-Key")).isEqualTo("k1");
  }

  @Test
  void submit_file_sendsItUnchanged(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("job.json"), "{\"operation\":\"é\"}");

    shell.run("submit", "--server", server.uri(), "-f", file.toString());

    assertThat(server.only("POST /v1/jobs").body()).isEqualTo("{\"operation\":\"é\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"submit", "submit -f x -- y", "submit -f /nowhere/at/all", "submit -e NOPE -- x"})
  void submit_neitherOrBothOfCommandAndFile_isWrongUsage(String line) {
    assertThat(shell.runLine(line.replace("submit", "submit --server " + server.uri())))
        .isEqualTo(2);
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"90,90000", "1.5s,1500", "500ms,500", "5m,300000", "2h,7200000", "1d,86400000"})
  void timeout_duration_isSentInMilliseconds(String text, long millis) {
    shell.run("submit", "--server", server.uri(), "--timeout", text, "--", "x");

    assertThat(server.only("POST /v1/jobs").body()).contains("\"timeout_ms\":" + millis + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "5x", "s", "1e3", "9999999999s"})
  void timeout_invalidDuration_isRefused(String text) {
    int code = shell.run("submit", "--server", server.uri(), "--timeout=" + text, "--", "x");

    assertThat(code).isEqualTo(2);
    assertThat(shell.err()).contains("is not a duration");
  }
}
