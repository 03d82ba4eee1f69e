package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signals alone distribute work here: the sweep, which would make up for a lost signal, is off. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SignalsIT {
  @TempDir static Path directory;
  private static Server server;
  private static Http http;

  @BeforeAll
  static void start() {
    server =
        Server.in(directory)
            .set("sluice.schedule.sweep", "1h")
            .set("sluice.workers.heartbeat", "1h")
            .set("sluice.workers.offline-after", "2h")
            .set("sluice.worker.cpu", "1")
            .start();
    http = server.http();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void queue_freeWorker_jobIsAssigned() {
    for (int i = 0; i < 40; i++) {
      String id = http.submit(Http.exec("true"));
      assertThat(http.open(id).rest()).last().matches(event -> event.is("done"));
    }
  }

  @Test
  void complete_queuedJobs_nextIsAssigned() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(http.submit(Http.exec("true").put("start", true)));
    }
    ids.forEach(id -> http.awaitStatus(id, "COMPLETED"));
  }

  @Test
  void submit_serverOperation_isAnswered() {
    for (int i = 0; i < 10; i++) {
      String id = http.submit(Http.JSON.createObjectNode().put("operation", "status"));
      assertThat(http.open(id).rest()).last().matches(event -> event.is("done"));
    }
  }

  @Test
  void register_workerThatFits_getsTheWaitingJob() {
    String id =
        http.submit(
            Http.exec("echo ran").set("requirements", Http.JSON.createObjectNode().put("cpu", 64)));
    Sse stream = http.open(id);
    stream.until(event -> event.data().contains("waiting_on"));
    try (SluiceProcess agent = Agents.start(server, directory, "big", "--cpu", "64")) {
      assertThat(Sse.text(stream.rest(), "stdout")).isEqualTo("ran\n");
      agent.terminate();
    }
  }
}
