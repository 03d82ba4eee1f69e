package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cancelling a job in each of its states. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancelIT {
  @TempDir static Path directory;
  private static Server server;
  private static Http http;

  @BeforeAll
  static void start() {
    server = Server.in(directory).start();
    http = server.http();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void cancel_submittedJob_endsIt() {
    String id = http.submit(Http.exec("true"));

    http.cancel(id);

    assertEndsCancelled(id);
    assertThat(http.attempts(id)).isEmpty();
    assertThat(http.post("/v1/jobs/" + id + "/start", "").statusCode()).isEqualTo(409);
  }

  @Test
  void cancel_queuedJob_endsIt() {
    // Given a job that fits no worker
    String id =
        http.submit(
            Http.exec("true").set("requirements", Http.JSON.createObjectNode().put("cpu", 1_000)));
    Sse stream = http.open(id);
    stream.until(event -> event.is("status") && event.data().contains("QUEUED"));

    // When
    http.cancel(id);

    // Then
    assertThat(stream.rest()).last().matches(event -> event.is("cancelled"));
    assertEndsCancelled(id);
    assertThat(http.attempts(id)).isEmpty();
  }

  @Test
  void cancel_processesThatIgnoreSigterm_killsThem() {
    // Given
    String id =
        http.submit(
            Http.exec(
                "sh -c 'trap \"\" TERM; echo child $$; while :; do sleep 0.1; done' & "
                    + "trap '' TERM; wait"));
    Sse stream = http.open(id);
    String pid = stream.until("stdout").text().trim().split(" ")[1];
    assertThat(Path.of("/proc", pid)).exists();

    // When
    http.cancel(id);

    // Then
    List<Event> rest = stream.rest();
    assertThat(rest).last().matches(event -> event.is("cancelled"));
    assertThat(rest.get(rest.size() - 1).json().path("reason").asText()).isEqualTo("CANCELLED");
    Eventually.until("its child is gone", () -> !Files.exists(Path.of("/proc", pid)));
    assertEndsCancelled(id);
  }

  @Test
  void cancel_jobThatPrintsForever_endsIt() {
    String id = http.submit(Http.exec("yes and on and on"));
    Sse stream = http.open(id);
    stream.until("stdout");

    http.cancel(id);

    assertThat(stream.rest()).last().matches(event -> event.is("cancelled"));
    assertEndsCancelled(id);
  }

  private static void assertEndsCancelled(String id) {
    assertThat(http.status(id)).isEqualTo("CANCELLED");
    String raw = new String(http.get("/v1/jobs/" + id + "/stream").body());
    assertThat(raw.lines().filter(line -> line.startsWith("data:")).toList())
        .last()
        .isEqualTo("data: [CANCELLED]");
  }
}
