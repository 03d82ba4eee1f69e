package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server without a token serves its own account only. Needs root, to act as another account. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherAccountIT {
  private static final String OTHER = "65534";
  private static final String JOB = "{\"operation\": \"exec\", \"command\": \"id -u\"}";

  @TempDir Path directory;

  @BeforeEach
  void requireRoot() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/net/tcp")) && Files.isExecutable(Path.of("/bin/sh")));
    assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")));
  }

  @Test
  void curl_ofAnotherAccount_isRefusedAndOfTheOwnAsInTheReadme() throws IOException {
    try (Server server = Server.in(directory).start()) {
      String jobs = "http://localhost:" + server.uri().getPort() + "/v1/jobs";

      Command other = curl(true, jobs, "-d", JOB);
      Command own = curl(false, jobs, "-d", JOB);

      assertThat(other.out()).contains("other_account", "uid " + OTHER, "SLUICE_API_TOKEN");
      String sseUrl = Http.JSON.readTree(own.out()).path("sse_url").asText();
      assertThat(curl(false, "-N", server.uri() + sseUrl).out()).contains("data: 0", "[DONE]");
      assertThat(Http.JSON.readTree(curl(false, jobs).out()).path("items")).hasSize(1);
    }
  }

  @Test
  void command_accountsNotRecognised_readsTheTokenOfTheDataDirectory() throws IOException {
    try (Server server = Server.in(directory).set("sluice.http.accounts", "false").start()) {
      Command without = curl(false, server.uri() + "/v1/jobs", "-d", JOB);
      assertThat(without.out()).contains("unauthorized", "data directory");

      Command run =
          Command.run(
              SluiceProcess.command("run", "--server", server.uri().toString(), "--", "echo mine"),
              directory);

      assertThat(run.err()).isEmpty();
      assertThat(run.out()).isEqualTo("mine\n");
      Path token = directory.resolve("data/token");
      assertThat(Files.getPosixFilePermissions(token)).hasSize(2);
    }
  }

  private Command curl(boolean other, String... arguments) {
    List<String> command = new ArrayList<>();
    if (other) {
      command.addAll(List.of("/usr/bin/setpriv", "--reuid", OTHER, "--clear-groups"));
    }
    command.addAll(List.of("curl", "-sS", "-m", "30"));
    command.addAll(List.of(arguments));
    return Command.run(command, Path.of("/"));
  }
}
