package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The private server of {@code sluice run} does not read the settings of the operator's server. */
@Timeout(120)
class PrivateServerIT {
  private static final String ADDRESS = "quarkus.mongodb.connection-string";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"environment", ".env", "config/application.properties"})
  void run_databaseAndLimitInTheSettings_areNotUsed(String place) throws IOException {
    try (ServerSocket database = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String address = "mongodb://127.0.0.1:" + database.getLocalPort() + "/";

      Command run =
          Command.run(
              SluiceProcess.command("run", "--", "echo here"), directory, set(place, address));

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).isEqualTo("here\n");
      assertThat(wasCalled(database)).isFalse();
    }
  }

  @Test
  void run_settingsOfAServerInTheEnvironment_changeNothing() {
    Map<String, String> variables =
        Map.of(
            "SLUICE_WORKER_ENABLED", "false",
            "QUARKUS_HTTP_PORT", "1",
            "SLUICE_DATA_DIR", directory.resolve("elsewhere").toString());

    Command run =
        Command.run(SluiceProcess.command("run", "--", "echo here"), directory, variables);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("here\n");
    assertThat(directory.resolve("elsewhere")).doesNotExist();
  }

  /** The server sets the address by itself; no part of it sets the limit, under which jobs fail. */
  private Map<String, String> set(String place, String address) throws IOException {
    Map<String, String> variables = new HashMap<>();
    switch (place) {
      case "environment" -> {
        variables.put("QUARKUS_MONGODB_CONNECTION_STRING", address);
        variables.put("SLUICE_JOB_MAX_BODY", "1");
      }
      case ".env" ->
          Files.writeString(
              directory.resolve(place),
              "QUARKUS_MONGODB_CONNECTION_STRING=" + address + "\nSLUICE_JOB_MAX_BODY=1\n");
      default -> {
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(
            directory.resolve(place), ADDRESS + "=" + address + "\nsluice.job.max-body=1\n");
      }
    }
    return variables;
  }

  private static boolean wasCalled(ServerSocket database) throws IOException {
    database.setSoTimeout(1);
    try {
      database.accept().close();
      return true;
    } catch (SocketTimeoutException notCalled) {
      return false;
    }
  }
}
