package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with TLS only, by Quarkus's own settings; an agent and commands with {@code --cacert}.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
class TlsIT {
  private static final String PASSWORD = "changeit";

  @TempDir Path directory;
  private Path keys;
  private Path certificate;

  @BeforeEach
  void makeCertificate() throws IOException, InterruptedException {
    keys = directory.resolve("keys.p12");
    certificate = directory.resolve("certificate.pem");
    String store = "-keystore " + keys + " -storepass " + PASSWORD + " -alias server ";
    keytool(
        "-genkeypair " + store + "-keyalg EC -dname CN=sluice -ext san=ip:127.0.0.1 -validity 2");
    keytool("-exportcert " + store + "-rfc -file " + certificate);
  }

  @Test
  void run_overTls_needsTheCertificate() {
    try (SluiceProcess server = server("--no-worker").launch()) {
      String uri = Eventually.get("the server listens", () -> address(server));
      try (SluiceProcess agent =
          SluiceProcess.start(
              directory.resolve("agent.log"),
              Map.of("SLUICE_CACERT", certificate.toString()),
              List.of("agent", "--server", uri, "--work-dir", directory.resolve("w").toString()))) {
        Command trusting =
            run("run", "--server", uri, "--cacert", certificate.toString(), "--", "echo over tls");
        Command doubting = run("jobs", "--server", uri);

        assertThat(trusting.out()).isEqualTo("over tls\n");
        assertThat(trusting.exitCode()).isZero();
        assertThat(doubting.exitCode()).isEqualTo(125);
        assertThat(doubting.err()).contains("--cacert");
        assertThat(agent.isAlive()).isTrue();
      }
    }
  }

  @Test
  void start_builtInWorkerWithoutPlainHttp_isRefused() {
    try (SluiceProcess server = server().launch()) {
      assertThat(server.awaitEnd()).isEqualTo(125);
      assertThat(server.log()).contains("--no-worker", "quarkus.http.insecure-requests");
    }
  }

  private Server server(String... more) {
    return Server.in(directory)
        .with(more)
        .set("quarkus.http.ssl-port", "0")
        .set("quarkus.http.insecure-requests", "disabled")
        .set("quarkus.http.ssl.certificate.key-store-file", keys.toString())
        .set("quarkus.http.ssl.certificate.key-store-password", PASSWORD);
  }

  private Command run(String... words) {
    return Command.run(SluiceProcess.command(words), directory);
  }

  private static String address(SluiceProcess server) {
    return server
        .log()
        .lines()
        .filter(line -> line.contains("Listening on: https://"))
        .map(line -> line.replaceAll(".*Listening on: ", "").strip())
        .findFirst()
        .orElse(null);
  }

  private static void keytool(String words) throws IOException, InterruptedException {
    String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder((program + " " + words).split(" ")).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }
}
