package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init")
class ProbesTest {
  @TempDir Path workDir;
  private boolean live = true;
  private boolean ready = true;
  private Probes probes;

  @BeforeEach
  void open() throws IOException {
    probes = Probes.open(0, () -> live, () -> ready);
  }

  @AfterEach
  void close() {
    probes.close();
  }

  @Test
  void get_answerIsYes_is200() throws Exception {
    assertThat(call("GET", Probes.LIVE).statusCode()).isEqualTo(200);
    assertThat(call("GET", Probes.READY).body()).isEqualTo("{\"status\":\"UP\"}");
    assertThat(call("HEAD", Probes.READY).statusCode()).isEqualTo(200);
  }

  @Test
  void get_answerIsNo_is503() throws Exception {
    live = false;
    ready = false;

    assertThat(call("GET", Probes.LIVE).statusCode()).isEqualTo(503);
    assertThat(call("GET", Probes.READY).statusCode()).isEqualTo(503);
    assertThat(call("GET", Probes.READY).body()).isEqualTo("{\"status\":\"DOWN\"}");
    assertThat(call("HEAD", Probes.READY).statusCode()).isEqualTo(503);
  }

  @Test
  void get_otherPath_is404() throws Exception {
    assertThat(call("GET", "/").statusCode()).isEqualTo(404);
    assertThat(call("GET", "/metrics").statusCode()).isEqualTo(404);
  }

  @Test
  void get_anotherClientIsSlow_isAnswered() throws Exception {
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), probes.port())) {
      slow.getOutputStream().write("GET / HTTP/1.1\r\nHos".getBytes(StandardCharsets.US_ASCII));
      slow.getOutputStream().flush();

      assertThat(call("GET", Probes.READY).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void open_portInUse_fails() {
    assertThatThrownBy(() -> Probes.open(probes.port(), () -> true, () -> true))
        .isInstanceOf(BindException.class);
  }

  @Test
  void start_portInUse_failsAndLeavesTheDirectoryFree() throws Exception {
    try (FakeAgentServer server = new FakeAgentServer()) {
      AgentConfig config = new AgentConfig(server.uri()).name("node").workDir(workDir);

      assertThatThrownBy(() -> Agent.start(config.healthPort(probes.port())))
          .isInstanceOf(AgentException.class)
          .hasMessageStartingWith("cannot answer probes on port " + probes.port());

      // Another agent under this name would not start if the first one still held its directory.
      try (Agent agent = Agent.start(config.healthPort(null), AgentFixture.QUICK)) {
        server.await("a registration", () -> !server.registrations.isEmpty());
        assertThat(agent.workerId()).isEqualTo("node");
      }
    }
  }

  private HttpResponse<String> call(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + probes.port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
