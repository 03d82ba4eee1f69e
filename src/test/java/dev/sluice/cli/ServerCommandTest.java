package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.FakeLocalServer;
import dev.sluice.cli.console.Shell;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCommandTest {
  private final Shell shell = new Shell();

  @ParameterizedTest
  @ValueSource(strings = {"", "server "})
  void server_withOrWithoutItsName_passesOptionsAsProperties(String name) {
    FakeLocalServer server = new FakeLocalServer("http://127.0.0.1:9000", properties -> {});
    shell.servers = server;

    int code =
        shell.runLine(
            name
                + "--port 9000 --data d --tasks t --no-worker --log-json -Dsluice.x=y"
                + " --allowed-host a --allowed-host b --allowed-origin https://c");

    assertThat(code).isZero();
    assertThat(server.properties())
        .isEqualTo(
            Map.of(
                "quarkus.http.port", "9000",
                "sluice.http.allowed-hosts", "a,b",
                "sluice.http.allowed-origins", "https://c",
                "sluice.data-dir", "d",
                "sluice.tasks.directory", "t",
                "sluice.worker.enabled", "false",
                "quarkus.log.console.json.enabled", "true",
                "sluice.x", "y"));
  }

  @Test
  void server_noOptions_leavesEverythingToTheConfiguration() {
    FakeLocalServer server = new FakeLocalServer("http://127.0.0.1:8500", properties -> {});
    shell.servers = server;

    shell.run();

    assertThat(server.properties()).isEmpty();
  }

  @Test
  void server_doesNotStart_saysWhyInOneLine() {
    shell.servers =
        properties -> {
          throw new IOException("port 8500 is taken");
        };

    assertThat(shell.run("server")).isEqualTo(125);
    assertThat(shell.err()).isEqualTo("sluice: the server did not start: port 8500 is taken\n");
  }
}
