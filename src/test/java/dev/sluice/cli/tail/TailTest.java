package dev.sluice.cli.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Events;
import dev.sluice.cli.FakeServer;
import dev.sluice.cli.console.Shell;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TailTest {
  private static final String STREAM = "GET /v1/jobs/job-1/stream";

  private final Shell shell = new Shell();

  @Test
  void goesOnAfterTheLastCursorWhenTheConnectionBreaks() {
    try (FakeServer server = new FakeServer()) {
      String first = Events.stream().hello().attempt(1).stdout("1.0", "a\\n").text();
      server.on(STREAM, FakeServer.broken(first.getBytes(StandardCharsets.UTF_8)));
      server.events(STREAM, Events.stream().hello().stdout("1.1", "b\\n").done().text());

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
  void takesTheCursorOfHelloWhenItBreaksBeforeTheFirstChunk() {
    try (FakeServer server = new FakeServer()) {
      String hello = Events.stream().add("hello", "{\"cursor\":\"1.41\"}").text();
      server.on(STREAM, FakeServer.broken(hello.getBytes(StandardCharsets.UTF_8)));
      server.events(STREAM, Events.stream().done().text());

      shell.run("tail", "--server", server.uri(), "--from", "latest", "job-1");

      assertThat(server.requests().get(1).header("Last-Event-ID")).isEqualTo("1.41");
    }
  }

  /** One chunk of three entries on two streams, of which only the last carries the cursor. */
  @Property(tries = 300)
  void losesAndDoublesNothingWhereverItBreaks(
      @ForAll @IntRange(min = 0, max = 900) int cut, @ForAll @IntRange(max = 900) int again) {
    String head = Events.stream().hello().attempt(1).stdout("1.0", "zero ").text();
    String chunk =
        Events.stream()
            .add("stdout", "{\"text\":\"öne \"}")
            .add("stderr", "{\"text\":\"err\"}")
            .stdout("1.1", "two ")
            .text();
    String tail = Events.stream().stdout("1.2", "three").done().text();
    Shell fresh = new Shell();
    try (FakeServer server = new FakeServer()) {
      server.on(STREAM, cut(head + chunk + tail, cut));
      FakeServer.Answer resumed =
          exchange -> {
            String id = exchange.getRequestHeaders().getFirst("Last-Event-ID");
            String rest =
                switch (id == null ? "" : id) {
                  case "" -> head + chunk + tail;
                  case "1.0" -> chunk + tail;
                  case "1.1" -> tail;
                  default -> Events.stream().done().text();
                };
            int tries = server.requests().size();
            FakeServer.Answer answer =
                tries == 2 ? cut(rest, again) : FakeServer.status(200, "text/event-stream", rest);
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
  void doesNotSkipTheOutputOfALaterAttempt() {
    try (FakeServer server = new FakeServer()) {
      String first = Events.stream().attempt(1).add("stdout", "{\"text\":\"half\"}").text();
      server.on(STREAM, FakeServer.broken(first.getBytes(StandardCharsets.UTF_8)));
      server.events(STREAM, Events.stream().attempt(2).stdout("2.0", "half").done().text());

      shell.run("tail", "--server", server.uri(), "job-1");

      assertThat(shell.out()).isEqualTo("halfhalf");
      assertThat(shell.err()).contains("attempt 2 started on w1");
    }
  }

  @Test
  void backsOffWhileTheServerIsAway() {
    try (FakeServer server = new FakeServer()) {
      String first = Events.stream().stdout("1.0", "a").text();
      server.on(STREAM, FakeServer.broken(first.getBytes(StandardCharsets.UTF_8)));
      for (int i = 0; i < 6; i++) {
        server.on(STREAM, FakeServer.status(503, "text/plain", "starting"));
      }
      server.events(STREAM, Events.stream().done().text());

      int code = shell.run("tail", "--server", server.uri(), "job-1");

      assertThat(code).isZero();
      assertThat(shell.pauses)
          .extracting(Duration::toMillis)
          .containsExactly(250L, 500L, 1000L, 2000L, 4000L, 5000L, 5000L);
    }
  }

  @Test
  void waitsAsLongAsTheServerAsksFor() {
    try (FakeServer server = new FakeServer()) {
      server.events(STREAM, "retry: 3000\n\n" + Events.stream().stdout("1.0", "a").text());
      server.events(STREAM, Events.stream().done().text());

      shell.run("tail", "--server", server.uri(), "job-1");

      assertThat(shell.pauses).containsExactly(Duration.ofSeconds(3));
    }
  }

  @Test
  void givesUpWhenTheServerStaysAway() {
    try (FakeServer server = new FakeServer()) {
      String first = Events.stream().stdout("1.0", "a").text();
      server.on(STREAM, FakeServer.broken(first.getBytes(StandardCharsets.UTF_8)));
      server.on(STREAM, FakeServer.status(503, "text/plain", ""));

      int code = shell.run("tail", "--server", server.uri(), "job-1");

      assertThat(code).isEqualTo(125);
      assertThat(shell.pauses.stream().reduce(Duration.ZERO, Duration::plus))
          .isBetween(ReconnectBackoff.PATIENCE, ReconnectBackoff.PATIENCE.plusSeconds(5));
    }
  }

  @Test
  void asksTheJobHowItEndedWhenNothingFollowsTheCursor() {
    try (FakeServer server = new FakeServer()) {
      server.on(STREAM, FakeServer.status(204, "text/plain", ""));
      server.json(
          "GET /v1/jobs/job-1",
          "{\"job_id\":\"job-1\",\"status\":\"FAILED\",\"result\":{\"exit_code\":7}}");

      int code = shell.run("tail", "--server", server.uri(), "--after", "1.9", "job-1");

      assertThat(code).isEqualTo(7);
      assertThat(server.requests().get(0).query()).contains("after=1.9");
    }
  }

  @Test
  void printsTheEventsThemselvesOnRequest() {
    try (FakeServer server = new FakeServer()) {
      server.events(
          STREAM,
          Events.stream()
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

  private static FakeServer.Answer cut(String stream, int at) {
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    return FakeServer.broken(Arrays.copyOf(bytes, Math.min(at, bytes.length)));
  }
}
