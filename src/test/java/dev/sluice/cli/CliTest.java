package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.FakeLauncher;
import dev.sluice.cli.console.ServerOptions;
import dev.sluice.cli.console.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
  private final Shell shell = new Shell();

  @Test
  void helpTeaches() {
    int code = shell.run("--help");

    assertThat(code).isZero();
    assertThat(shell.out())
        .contains("run ", "submit ", "tail ", "jobs ", "workers ", "cancel ", "server ", "agent ")
        .contains("Examples:", "Environment:", "Exit codes:", "SLUICE_SERVER")
        .doesNotContain("warm-up");
    assertThat(shell.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "submit", "tail", "jobs", "workers", "cancel", "server", "agent"})
  void helpOfEachCommandHasExamplesAndExitCodesWithinEightyColumns(String command) {
    int code = shell.run(command, "--help");

    assertThat(code).isZero();
    assertThat(shell.out()).contains("Usage: sluice " + command, "Examples:", "Exit codes:");
    assertThat(shell.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(90));
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
        "jobs --limit 0"
      })
  void wrongUsageIsOneLineAndTwo(String line) {
    int code = shell.run(line.split(" "));

    assertThat(code).isEqualTo(2);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err().lines()).hasSize(1).allMatch(l -> l.startsWith("sluice: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:8500", "ftp://x", "http://", "http://a b", "http://x?y=z", "nonsense"})
  void aBadAddressIsOneLine(String address) {
    int code = shell.run("jobs", "--server", address);

    assertThat(code).isEqualTo(2);
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err()).contains("'" + address + "' is not an address");
  }

  @Test
  void aBadAddressInTheEnvironmentIsCalledByItsName() {
    shell.variables.put("SLUICE_SERVER", "here");

    assertThat(shell.run("workers")).isEqualTo(2);
    assertThat(shell.err()).startsWith("sluice: SLUICE_SERVER: 'here'");
  }

  @ParameterizedTest
  @CsvSource({"jobs,", "workers,", "tail,job-1", "cancel,job-1", "run,x"})
  void noServerIsOneLine(String command, String argument) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String uri = "http://127.0.0.1:" + port;

    int code =
        argument == null
            ? shell.run(command, "--server", uri)
            : shell.run(command, "--server", uri, argument);

    assertThat(code).isEqualTo(125);
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err()).contains("cannot reach " + uri + ": connection refused");
  }

  @Test
  void aProblemIsOneLineAndOneMoreForEachField() {
    try (FakeServer server = new FakeServer()) {
      server.problem(
          "POST /v1/jobs",
          422,
          "{\"title\":\"Invalid submission\",\"status\":422,\"code\":\"invalid\",\"detail\":\"2"
              + " fields\",\"errors\":[{\"field\":\"priority\",\"code\":\"range\",\"message\":\"0"
              + " to 9\"},{\"field\":\"requirements.cpu\",\"code\":\"min\",\"message\":\"more than"
              + " 0\"}]}");

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
  void somethingElseThatAnswersIsNotTakenForSluice() {
    try (FakeServer server = new FakeServer()) {
      server.on("GET /v1/jobs", FakeServer.status(200, "text/html", "<html>"));
      server.on("GET /v1/workers", FakeServer.status(502, "text/html", "<html>"));

      assertThat(shell.run("jobs", "--server", server.uri())).isEqualTo(125);
      assertThat(shell.run("workers", "--server", server.uri())).isEqualTo(125);
      assertThat(shell.err().lines())
          .containsExactly(
              "sluice: what answers at " + server.uri() + " does not speak JSON: is it Sluice?",
              "sluice: the server answered HTTP 502");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "server "})
  void withoutACommandItIsTheServer(String word) {
    FakeLauncher launcher = new FakeLauncher("http://127.0.0.1:9000", options -> {});
    shell.servers = launcher;

    int code =
        shell.run((word + "--port 9000 --data d --tasks t --no-worker -Dsluice.x=y").split(" "));

    assertThat(code).isZero();
    assertThat(launcher.options())
        .isEqualTo(
            new ServerOptions(
                null, 9000, Path.of("d"), Path.of("t"), false, null, Map.of("sluice.x", "y")));
  }

  @Test
  void whatTheServerWasNotToldIsLeftToItsConfiguration() {
    FakeLauncher launcher = new FakeLauncher("http://127.0.0.1:8500", options -> {});
    shell.servers = launcher;

    shell.run();

    assertThat(launcher.options().toProperties()).isEmpty();
  }

  @Test
  void aServerThatDoesNotStartIsOneLine() {
    shell.servers =
        options -> {
          throw new IOException("port 8500 is taken");
        };

    assertThat(shell.run("server")).isEqualTo(125);
    assertThat(shell.err()).isEqualTo("sluice: the server did not start: port 8500 is taken\n");
  }
}
