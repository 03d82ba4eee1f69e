package dev.sluice.cli.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.EventStreamText;
import dev.sluice.cli.StubServer;
import dev.sluice.cli.api.ReconnectBackoff;
import dev.sluice.cli.console.Shell;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JobFollowerTest {
  private static final String STREAM = "GET /v1/jobs/job-1/stream";

  private final Shell shell = new Shell();

  @Test
  void follow_brokenConnection_resumesAfterTheLastCursor() {
    try (StubServer server = new StubServer()) {
      String first = EventStreamText.stream().hello().attempt(1).stdout("1.0", "a\\n").text();
      server.brokenEvents(STREAM, first);
      server.events(STREAM, EventStreamText.stream().hello().stdout("1.1", "b\\n").done().text());

      int code = shell.run("tail", "--server", server.uri(), "--tail", "9", "job-1");

      assertThat(code).isZero();
      assertThat(shell.out()).isEqualTo("a\nb\n");
      assertThat(shell.err()).contains("resuming");
      assertThat(server.requests()).hasSize(2);
      assertThat(server.requests().get(0).query()).contains("tail=9");
      assertThat(server.requests().get(1).header("Last-Event-ID")).isEqualTo("1.0");
      assertThat(server.requests().get(1).query()).doesNotContain("tail=");
    }
  }

  @Test
  void follow_brokenBeforeTheFirstChunk_resumesAtTheCursorOfHello() {
    try (StubServer server = new StubServer()) {
      String hello = EventStreamText.stream().add("hello", "{\"cursor\":\"1.41\"}").text();
      server.brokenEvents(STREAM, hello);
      server.events(STREAM, EventStreamText.stream().done().text());

      shell.run("tail", "--server", server.uri(), "--from", "latest", "job-1");

      assertThat(server.requests().get(1).header("Last-Event-ID")).isEqualTo("1.41");
    }
  }

  /** The stream has one chunk of three entries on two streams; only the last has the cursor. */
  @Property(tries = 300)
  void follow_brokenAnywhere_printsEachByteOnce(
      @ForAll @IntRange(min = 0, max = 900) int cut, @ForAll @IntRange(max = 900) int again) {
    String head = EventStreamText.stream().hello().attempt(1).stdout("1.0", "zero ").text();
    String chunk =
        EventStreamText.stream()
            .add("stdout", "{\"text\":\"öne \"}")
            .add("stderr", "{\"text\":\"err\"}")
            .stdout("1.1", "two ")
            .text();
    String tail = EventStreamText.stream().stdout("1.2", "three").done().text();
    Shell fresh = new Shell();
    try (StubServer server = new StubServer()) {
      server.on(STREAM, cut(head + chunk + tail, cut));
      StubServer.Answer resumed =
          exchange -> {
            String id = exchange.getRequestHeaders().getFirst("Last-Event-ID");
            String rest =
                switch (id == null ? "" : id) {
                  case "" -> head + chunk + tail;
                  case "1.0" -> chunk + tail;
                  case "1.1" -> tail;
                  default -> EventStreamText.stream().done().text();
                };
            int tries = server.requests().size();
            StubServer.Answer answer =
                tries == 2 ? cut(rest, again) : StubServer.status(200, "text/event-stream", rest);
            answer.answer(exchange);
          };
      server.on(STREAM, resumed);

      int code = fresh.run("tail", "--server", server.uri(), "job-1");

      assertThat(code).isZero();
      assertThat(fresh.out()).isEqualTo("zero öne two three");
      assertThat(fresh.err().replaceAll("sluice: .*\n", "")).isEqualTo("err");
    }
  }

  @Test
  void follow_binaryOutputCutElsewhereAfterABreak_arrivesOnce() {
    try (StubServer server = new StubServer()) {
      server.brokenEvents(
          STREAM, EventStreamText.stream().attempt(1).add("stdout", binary("/wD+")).text());
      server.events(
          STREAM,
          EventStreamText.stream()
              .attempt(1)
              .add("stdout", binary("/w=="))
              .add("stdout", binary("AP79"))
              .done()
              .text());

      shell.run("tail", "--server", server.uri(), "job-1");

      assertThat(shell.stdout()).containsExactly(-1, 0, -2, -3);
    }
  }

  private static String binary(String base64) {
    return "{\"text\":\"?\",\"base64\":\"" + base64 + "\"}";
  }

  @Test
  void follow_laterAttempt_printsItsWholeOutput() {
    try (StubServer server = new StubServer()) {
      String first =
          EventStreamText.stream().attempt(1).add("stdout", "{\"text\":\"half\"}").text();
      server.brokenEvents(STREAM, first);
      server.events(
          STREAM, EventStreamText.stream().attempt(2).stdout("2.0", "half").done().text());

      shell.run("tail", "--server", server.uri(), "job-1");

      assertThat(shell.out()).isEqualTo("halfhalf");
      assertThat(shell.err()).contains("attempt 2 started on w1");
    }
  }

  @Test
  void follow_serverAway_backsOff() {
    try (StubServer server = new StubServer()) {
      String first = EventStreamText.stream().stdout("1.0", "a").text();
      server.brokenEvents(STREAM, first);
      for (int i = 0; i < 6; i++) {
        server.on(STREAM, StubServer.status(503, "text/plain", "starting"));
      }
      server.events(STREAM, EventStreamText.stream().done().text());

      int code = shell.run("tail", "--server", server.uri(), "job-1");

      assertThat(code).isZero();
      assertThat(shell.pauses)
          .extracting(Duration::toMillis)
          .containsExactly(250L, 500L, 1000L, 2000L, 4000L, 5000L, 5000L);
    }
  }

  @Test
  void follow_retryField_waitsThatLong() {
    try (StubServer server = new StubServer()) {
      server.events(STREAM, "retry: 3000\n\n" + EventStreamText.stream().stdout("1.0", "a").text());
      server.events(STREAM, EventStreamText.stream().done().text());

      shell.run("tail", "--server", server.uri(), "job-1");

      assertThat(shell.pauses).containsExactly(Duration.ofSeconds(3));
    }
  }

  @Test
  void follow_serverStaysAway_givesUp() {
    try (StubServer server = new StubServer()) {
      String first = EventStreamText.stream().stdout("1.0", "a").text();
      server.brokenEvents(STREAM, first);
      server.on(STREAM, StubServer.status(503, "text/plain", ""));

      int code = shell.run("tail", "--server", server.uri(), "job-1");

      assertThat(code).isEqualTo(125);
      assertThat(shell.pauses.stream().reduce(Duration.ZERO, Duration::plus))
          .isBetween(ReconnectBackoff.PATIENCE, ReconnectBackoff.PATIENCE.plusSeconds(5));
    }
  }

  @Test
  void follow_nothingAfterTheCursor_readsTheEndFromTheJob() {
    try (StubServer server = new StubServer()) {
      server.on(STREAM, StubServer.status(204, "text/plain", ""));
      server.json(
          "GET /v1/jobs/job-1",
          "{\"job_id\":\"job-1\",\"status\":\"FAILED\",\"result\":{\"exit_code\":7}}");

      int code = shell.run("tail", "--server", server.uri(), "--after", "1.9", "job-1");

      assertThat(code).isEqualTo(7);
      assertThat(server.requests().get(0).query()).contains("after=1.9");
    }
  }

  @Test
  void follow_events_printsThemAsJsonLines() {
    try (StubServer server = new StubServer()) {
      server.events(
          STREAM,
          EventStreamText.stream()
              .stdout("1.0", "a")
              .add("progress", "1.1", "{\"progress\":0.5}")
              .done()
              .text());

      shell.run("tail", "--server", server.uri(), "--events", "--no-start", "job-1");

      assertThat(shell.out().lines())
          .containsExactly(
              "{\"event\":\"stdout\",\"id\":\"1.0\",\"data\":{\"text\":\"a\","
                  + "\"at\":\"2026-03-01T12:00:00Z\"}}",
              "{\"event\":\"progress\",\"id\":\"1.1\",\"data\":{\"progress\":0.5}}",
              "{\"event\":\"done\",\"data\":{\"status\":\"COMPLETED\",\"attempt\":1,"
                  + "\"exit_code\":0}}");
      assertThat(server.requests().get(0).query()).contains("start=false");
    }
  }

  private static StubServer.Answer cut(String stream, int at) {
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    return StubServer.broken(Arrays.copyOf(bytes, Math.min(at, bytes.length)));
  }
}
