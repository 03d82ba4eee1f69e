package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The checks of a server at its start, and its access control. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SafetyIT {
  private static final String TOKEN = "a-token-of-some-length";

  @TempDir Path directory;

  @Test
  void start_publicAddressWithoutToken_isRefused() {
    SluiceProcess refused = Server.in(directory).with("--host", "0.0.0.0").launch();

    assertThat(refused.awaitEnd()).isEqualTo(125);
    assertThat(refused.log())
        .contains("refusing to listen on 0.0.0.0")
        .contains("SLUICE_API_TOKEN")
        .contains("127.0.0.1")
        .doesNotContain("Exception")
        .doesNotContain("Listening on");
  }

  @Test
  void start_shortToken_isRefused() {
    SluiceProcess refused = Server.in(directory).variable("SLUICE_API_TOKEN", "short").launch();

    assertThat(refused.awaitEnd()).isEqualTo(125);
    assertThat(refused.log()).contains("at least 16 characters").doesNotContain("Listening on");
  }

  @Test
  void request_withoutTheToken_isUnauthorized() throws IOException {
    try (Server server = Server.in(directory).variable("SLUICE_API_TOKEN", TOKEN).start()) {
      // Given a job, run by the built-in worker, which has the token
      Http authorized = server.http();
      String id = authorized.submit(Http.exec("echo granted"));
      assertThat(Sse.text(authorized.open(id).rest(), "stdout")).isEqualTo("granted\n");

      // Then
      for (String token : new String[] {null, "wrong", TOKEN + "x"}) {
        Http unauthorized = new Http(server.uri(), token);
        for (String path :
            List.of(
                "/v1/jobs",
                "/v1/jobs/" + id,
                "/v1/jobs/" + id + "/stream",
                "/v1/jobs/" + id + "/output",
                "/v1/workers",
                "/v1/stats")) {
          HttpResponse<byte[]> refused = unauthorized.get(path);
          assertThat(Http.json(refused, 401).path("code").asText()).isEqualTo("unauthorized");
          assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
        }
        assertThat(unauthorized.post("/v1/jobs", Http.exec("true").toString()).statusCode())
            .isEqualTo(401);
        assertThat(unauthorized.post("/v1/workers", "{}").statusCode()).isEqualTo(401);
        assertThat(unauthorized.get("/q/health/ready").statusCode()).isEqualTo(200);
      }
      assertThat(
              new Http(server.uri(), null)
                  .get("/v1/jobs/" + id + "/stream?access_token=" + TOKEN)
                  .statusCode())
          .as("a token does not belong in a URL")
          .isEqualTo(401);
    }
  }

  @Test
  void token_agentAndCommandLine_sendIt() throws IOException, InterruptedException {
    try (Server server =
        Server.in(directory).with("--no-worker").variable("SLUICE_API_TOKEN", TOKEN).start()) {
      SluiceProcess stranger = Agents.launch(server, directory, "stranger", Map.of());
      assertThat(stranger.awaitEnd()).isEqualTo(125);
      assertThat(stranger.log()).contains("SLUICE_API_TOKEN");

      try (SluiceProcess agent =
          Agents.launch(server, directory, "friend", Map.of("SLUICE_API_TOKEN", TOKEN))) {
        ProcessBuilder run =
            new ProcessBuilder(
                    SluiceProcess.command(
                        "run",
                        "--server",
                        server.uri().toString(),
                        "--",
                        "echo $SLUICE_API_TOKEN.; exit 3"))
                .redirectErrorStream(true);
        run.environment().put("SLUICE_API_TOKEN", TOKEN);
        Process ran = run.start();
        assertThat(new String(ran.getInputStream().readAllBytes()))
            .as("the agent keeps its token from its jobs")
            .endsWith(".\n")
            .doesNotContain(TOKEN);
        assertThat(ran.waitFor()).isEqualTo(3);
        assertThat(agent.isAlive()).isTrue();
      }

      Command without =
          Command.run(
              SluiceProcess.command("jobs", "--server", server.uri().toString()), directory);
      assertThat(without.exitCode()).isEqualTo(125);
      assertThat(without.err()).contains("SLUICE_API_TOKEN");
    }
  }

  @Test
  void start_portInUse_isReportedInOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();

      SluiceProcess second = Server.in(directory).on(port).launch();

      assertThat(second.awaitEnd()).isEqualTo(125);
      assertThat(second.log().lines())
          .singleElement()
          .asString()
          .startsWith("sluice: the server did not start: cannot listen on 127.0.0.1:" + port);
    }
  }

  @Test
  void start_dataDirectoryInUse_isRefused() {
    try (Server first = Server.in(directory).start()) {
      SluiceProcess second = Server.in(directory).launch();

      assertThat(second.awaitEnd()).isEqualTo(125);
      assertThat(second.log())
          .contains(directory.resolve("data").toString())
          .containsIgnoringCase("in use")
          .doesNotContain("\tat ");
      assertThat(first.http().get("/q/health/ready").statusCode()).isEqualTo(200);
    }
  }
}
