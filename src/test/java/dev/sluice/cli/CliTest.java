package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
  private final Shell shell = new Shell();

  @Test
  void run_commandThatFails_itsOutputIsPrinted(@TempDir Path empty) {
    assertThat(shell.run("tasks", "validate", empty.toString())).isEqualTo(1);
    assertThat(shell.out()).contains("error", "script");
  }

  @Test
  void help_root_listsCommandsExamplesEnvironmentAndExitCodes() {
    int code = shell.run("--help");

    assertThat(code).isZero();
    assertThat(shell.out())
        .contains("run ", "submit ", "tail ", "jobs ", "workers ", "cancel ", "server ", "agent ")
        .contains("Examples:", "Environment:", "Exit codes:", "SLUICE_SERVER")
        .doesNotContain("warm-up");
    assertThat(shell.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "submit",
        "tail",
        "jobs",
        "workers",
        "cancel",
        "server",
        "agent",
        "tasks list",
        "tasks show",
        "tasks disable",
        "tasks enable",
        "tasks validate",
        "tasks test",
        "tasks run"
      })
  void help_ofACommand_hasExamplesAndExitCodes(String command) {
    int code = shell.runLine(command + " --help");

    assertThat(code).isZero();
    assertThat(shell.out()).contains("Usage: sluice " + command, "Examples:", "Exit codes:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run",
        "submit",
        "tail",
        "jobs",
        "workers",
        "cancel",
        "server",
        "agent",
        "tasks",
        "tasks list",
        "tasks show",
        "tasks disable",
        "tasks enable",
        "tasks validate",
        "tasks test",
        "tasks run"
      })
  @DisplayName("Help fits 80 columns, and no line of its examples is wrapped")
  void help_ofEveryCommand_fitsEightyColumnsUnwrapped(String command) {
    shell.runLine((command + " --help").strip());

    List<String> lines = shell.out().lines().toList();
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    List<String> footer = lines.subList(lines.indexOf("Examples:") + 1, lines.size());
    assertThat(footer.stream().takeWhile(line -> !line.startsWith("Exit codes:")))
        .isNotEmpty()
        .allMatch(line -> line.isEmpty() || line.startsWith("  ") || line.equals("Environment:"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jobs --nope",
        "nope",
        "run",
        "tail",
        "cancel",
        "jobs --limit x",
        "jobs --limit 0",
        "--port 70000",
        "tasks"
      })
  void run_wrongUsage_printsOneLineAndExitsWith2(String line) {
    int code = shell.runLine(line);

    assertThat(code).isEqualTo(2);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err().lines()).hasSize(1).allMatch(l -> l.startsWith("sluice: "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tial job-1     | unknown command 'tial'; see 'sluice --help'",
        "tasks lst      | unknown command 'lst'; see 'sluice tasks --help'",
        "tail job-1 x   | unexpected argument 'x'; see 'sluice tail --help'",
        "jobs --limit x | Invalid value for option '--limit': 'x' is not a number; see"
            + " 'sluice jobs --help'",
        "submit -f none | --file: cannot read none: no such file",
      })
  void run_wrongUsage_saysWhatIsWrong(String line, String message) {
    shell.runLine(line);

    assertThat(shell.err()).isEqualTo("sluice: " + message + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:8500", "ftp://x", "http://", "http://a b", "http://x?y=z", "nonsense"})
  void server_invalidAddress_isNamedInOneLine(String address) {
    int code = shell.run("jobs", "--server", address);

    assertThat(code).isEqualTo(2);
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err()).contains("'" + address + "' is not an address");
  }

  @Test
  void server_invalidAddressInTheEnvironment_namesTheVariable() {
    shell.variables.put("SLUICE_SERVER", "here");

    assertThat(shell.run("workers")).isEqualTo(2);
    assertThat(shell.err()).startsWith("sluice: SLUICE_SERVER: 'here'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs", "workers", "tail job-1", "cancel job-1", "run x"})
  void server_unreachable_isNamedInOneLine(String line) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String uri = "http://127.0.0.1:" + port;
    String[] words = line.split(" ");
    String[] rest = Arrays.copyOfRange(words, 1, words.length);

    int code = shell.runLine(words[0] + " --server " + uri + " " + String.join(" ", rest));

    assertThat(code).isEqualTo(125);
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err()).contains("cannot reach " + uri + ": connection refused");
  }

  @Test
  void answer_problemWithFieldErrors_isOneLineAndOneForEachField() {
    try (StubServer server = new StubServer()) {
      server.problem(
          "POST /v1/jobs",
          422,
          """
          {"title":"Invalid submission","status":422,"code":"invalid","detail":"2 fields","errors":[
            {"field":"priority","code":"range","message":"0 to 9"},
            {"field":"requirements.cpu","code":"min","message":"more than 0"}]}
          """);

      int code = shell.run("submit", "--server", server.uri(), "--priority", "12", "--", "x");

      assertThat(code).isEqualTo(125);
      assertThat(shell.err().lines())
          .containsExactly(
              "sluice: Invalid submission: 2 fields (HTTP 422, invalid)",
              "sluice:   priority: 0 to 9",
              "sluice:   requirements.cpu: more than 0");
    }
  }

  @Test
  void answer_notFromSluice_isNamedInOneLine() {
    try (StubServer server = new StubServer()) {
      server.on("GET /v1/jobs", StubServer.status(200, "text/html", "<html>"));
      server.on("GET /v1/workers", StubServer.status(502, "text/html", "<html>"));

      assertThat(shell.run("jobs", "--server", server.uri())).isEqualTo(125);
      assertThat(shell.run("workers", "--server", server.uri())).isEqualTo(125);
      assertThat(shell.err().lines())
          .containsExactly(
              "sluice: " + server.uri() + " did not answer with JSON; is it a Sluice server?",
              "sluice: the server answered HTTP 502");
    }
  }

  @Test
  void cacert_fileWithoutCertificates_isNamed(@TempDir Path directory) throws IOException {
    Path empty = Files.createFile(directory.resolve("empty.pem"));
    Shell shell = new Shell();

    assertThat(shell.run("jobs", "--cacert", directory.resolve("none").toString())).isEqualTo(2);
    assertThat(shell.run("jobs", "--cacert", empty.toString())).isEqualTo(2);

    assertThat(shell.err())
        .contains("--cacert: cannot read " + directory.resolve("none"))
        .contains("--cacert: " + empty + " must hold certificates in PEM");
  }
}
