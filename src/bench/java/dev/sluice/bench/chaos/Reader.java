package dev.sluice.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.SseClient;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Reads a job's stream to its end, and on the way drops its connection and resumes at random. */
final class Reader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> ENDS = List.of("done", "failed", "cancelled");
  private static final int TIMEOUT_MS = 40_000;

  private final Load load;
  private final Oracle.Acknowledged job;
  private final Oracle.Seen seen;
  private final Random random;
  private String lastEventId;
  private boolean ended;

  Reader(Load load, Oracle.Acknowledged job, Oracle.Seen seen, long seed) {
    this.load = load;
    this.job = job;
    this.seen = seen;
    this.random = new Random(seed);
  }

  void run() throws InterruptedException {
    while (!ended && load.mayGoOn()) {
      try (HttpConnection http = new HttpConnection(load.port(), TIMEOUT_MS)) {
        read(SseClient.resume(http, "/v1/jobs/" + job.id + "/stream", lastEventId));
      } catch (HttpConnection.NoStreamException e) {
        load.answers().answered("stream", e.reply());
        refused(e.status());
      } catch (IOException e) {
        load.answers().streamFailed(e);
      }
      seen.resumptions++;
      Thread.sleep(20 + random.nextInt(200));
    }
  }

  private void refused(int status) {
    if (status == 204) {
      seen.faults.add("204 after " + lastEventId + ", before the reader saw the end");
      ended = true;
    } else if (status == 404) {
      seen.faults.add("404 for an acknowledged job");
      ended = true;
    }
  }

  private void read(SseClient stream) throws IOException {
    for (SseClient.Event event = stream.next(); event != null; event = stream.next()) {
      take(event);
      if (ended || random.nextInt(40) == 0) {
        return;
      }
    }
  }

  private void take(SseClient.Event event) throws IOException {
    if (event.id() != null) {
      lastEventId = event.id();
    }
    if (event.name().equals("stdout")) {
      int attempt = Integer.parseInt(event.id().substring(0, event.id().indexOf('.')));
      seen.output(attempt, JSON.readTree(event.data()).path("text").asText());
    } else if (event.name().equals("gap")) {
      seen.gaps++;
    } else if (ENDS.contains(event.name())) {
      JsonNode end = JSON.readTree(event.data());
      job.ended(
          new Oracle.Ending(end.path("status").asText(), end.path("attempt").asInt(), seen.name));
      ended = true;
    }
  }
}
