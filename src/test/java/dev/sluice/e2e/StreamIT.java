package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The guarantees of a job's stream. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamIT {
  @TempDir static Path directory;
  private static Server server;
  private static Http http;
  private static String ended;
  private static List<Event> whole;

  @BeforeAll
  static void start() {
    server = Server.in(directory).set("sluice.output.keep-alive", "300ms").start();
    http = server.http();
    ended = http.submit(Http.exec("seq 5; sleep 0.2; seq 6 10"));
    whole = http.open(ended).rest();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void open_job_streamsEveryEventInOrder() {
    assertThat(whole.get(0).name()).isEqualTo("hello");
    assertThat(whole.get(0).json().path("job_id").asText()).isEqualTo(ended);
    assertThat(whole.get(0).json().path("operation").asText()).isEqualTo("exec");
    assertThat(Sse.names(whole)).contains("status", "attempt").endsWith("stdout", "result", "done");
    assertThat(whole.stream().filter(Event::isOutput)).allMatch(event -> !event.id().isEmpty());
    JsonNode done = last(whole).json();
    assertThat(done.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(done.path("exit_code").asInt()).isZero();
    assertThat(done.path("attempt").asInt()).isEqualTo(1);
  }

  @Test
  void reconnect_afterTheLastEvent_isNoContent() {
    HttpResponse<byte[]> again =
        http.send(typed("/v1/jobs/" + ended + "/stream").header("Last-Event-ID", last(whole).id()));

    assertThat(again.statusCode()).isEqualTo(204);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void reconnect_afterTheLastOutput_getsTheEnd() {
    String cursor = last(whole.stream().filter(Event::isOutput).toList()).id();

    List<Event> rest = http.open(ended, "", "Last-Event-ID", cursor).rest();

    assertThat(Sse.names(rest)).containsExactly("hello", "result", "done");
    assertThat(rest.get(0).json().path("cursor").asText()).isEqualTo(cursor);
    assertThat(rest.get(0).id()).isEqualTo(cursor);
  }

  @Test
  void tail_lines_returnsTheLastLines() {
    assertThat(Sse.text(http.open(ended, "?tail=3").rest(), "stdout")).isEqualTo("8\n9\n10\n");
    assertThat(Sse.text(http.open(ended, "?tail=7").rest(), "stdout"))
        .isEqualTo("4\n5\n6\n7\n8\n9\n10\n");
    assertThat(Sse.text(http.open(ended, "?tail=99").rest(), "stdout"))
        .isEqualTo(Sse.text(whole, "stdout"));
    assertThat(new String(http.output(ended, "?tail=7"))).isEqualTo("4\n5\n6\n7\n8\n9\n10\n");
  }

  @Test
  void resume_anyEvent_returnsTheRest() {
    // Given chunks of several entries, since the job writes to both streams alternately, and more
    // often than its agent sends small chunks
    String id =
        http.submit(
            Http.exec(
                "for i in $(seq 60); do echo o$i; sleep 0.004; echo e$i >&2; sleep 0.004;"
                    + " done"));
    List<Event> all = http.open(id).rest();
    List<Event> lastLines = http.open(id, "?tail=9").rest();
    assertThat(lastLines.stream().filter(Event::isOutput).map(Event::text))
        .allMatch(text -> !text.isEmpty());
    assertThat((Sse.text(lastLines, "stdout") + Sse.text(lastLines, "stderr")).lines()).hasSize(9);

    for (List<Event> events : List.of(all, lastLines)) {
      List<Event> output = events.stream().filter(Event::isOutput).toList();
      for (int i = 0; i < output.size(); i++) {
        List<Event> rest = http.open(id, "?after=" + output.get(i).id()).rest();

        assertThat(rest.stream().filter(Event::isOutput).toList())
            .as("after %s", output.get(i))
            .isEqualTo(output.subList(i + 1, output.size()));
      }
    }
    assertThat(all).as("cursors inside a chunk").anyMatch(e -> e.id().split("\\.").length == 3);
  }

  @Test
  void tail_oneStream_returnsItsLastLines() {
    String id = http.submit(Http.exec("seq 5; sleep 0.2; seq 5 >&2; sleep 0.2; printf end"));
    http.open(id).rest();

    assertThat(new String(http.output(id, "?tail=2&stream=stderr"))).isEqualTo("4\n5\n");
    assertThat(new String(http.output(id, "?tail=2&stream=stdout"))).isEqualTo("5\nend");
    assertThat(new String(http.output(id, "?tail=2"))).isEqualTo("5\nend");
  }

  @Test
  void from_latest_skipsEarlierOutput() {
    Flag goOn = new Flag(directory.resolve("latest"));
    String id = http.submit(Http.exec("echo before; " + goOn.await() + "; echo after"));
    try (Sse first = http.open(id)) {
      first.until("stdout");
      Sse latest = http.open(id, "?from=latest");
      latest.until("hello");
      goOn.raise();

      assertThat(Sse.text(latest.rest(), "stdout")).isEqualTo("after\n");
    }
  }

  @Test
  void open_watchPrefetchAndHead_startNothing() {
    String id = http.submit(Http.exec("true"));

    try (Sse watching = http.open(id, "?start=false")) {
      assertThat(watching.until("status").json().path("status").asText()).isEqualTo("SUBMITTED");
      try (Sse prefetch = http.open(id, "", "Sec-Purpose", "prefetch;prerender")) {
        assertThat(prefetch.until("status").json().path("status").asText()).isEqualTo("SUBMITTED");
      }
      HttpResponse<byte[]> head =
          http.send(
              http.request("/v1/jobs/" + id + "/stream")
                  .method("HEAD", BodyPublishers.ofString("")));
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(http.status(id)).isEqualTo("SUBMITTED");

      http.start(id);
      assertThat(watching.rest()).last().matches(event -> event.is("done"));
    }
  }

  @Test
  void close_runningJob_goesOn() {
    Flag goOn = new Flag(directory.resolve("hung-up"));
    String id = http.submit(Http.exec("echo here; " + goOn.await()));
    try (Sse stream = http.open(id)) {
      stream.until("stdout");
    }

    goOn.raise();

    http.awaitStatus(id, "COMPLETED");
  }

  @Test
  void keepAlive_silentStream_carriesTheHeartbeatAge() {
    Flag goOn = new Flag(directory.resolve("keep-alive"));
    String id = http.submit(Http.exec("echo here; " + goOn.await()));
    try (Sse stream = http.open(id)) {
      stream.until("stdout");

      for (int i = 0; i < 3; i++) {
        assertThat(stream.until(Event.COMMENT).data())
            .matches("keep-alive worker=built-in heartbeat_age_ms=\\d+");
      }
      goOn.raise();
    }
  }

  @Test
  void accept_header_selectsTheForm() {
    String path = "/v1/jobs/" + ended + "/stream";
    HttpResponse<byte[]> plain = http.get(path);
    HttpResponse<byte[]> any = http.send(http.request(path).header("Accept", "*/*"));
    HttpResponse<byte[]> named =
        http.send(http.request(path).header("Accept", "text/html, Text/Event-Stream;q=0.9"));

    assertThat(new String(plain.body())).endsWith("data: 10\n\ndata: [DONE]\n\n");
    assertThat(any.body()).isEqualTo(plain.body());
    assertThat(new String(named.body())).contains("event: done\n");
    assertThat(http.get(path + "?format=events").body()).isEqualTo(named.body());
    assertThat(http.send(typed(path + "?format=raw")).body()).isEqualTo(plain.body());
    assertThat(field(http.get(path + "?format=xml"))).isEqualTo("format");
    for (HttpResponse<byte[]> answer : List.of(plain, named)) {
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
      assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache, no-transform");
      assertThat(answer.headers().firstValue("X-Accel-Buffering")).hasValue("no");
    }
  }

  @Test
  void status_queuedJob_carriesWaitingOn() {
    ObjectNode needs = Http.JSON.createObjectNode();
    assertThat(waitingOn(needs.deepCopy().put("cpu", 1_000)).path("cpu").asInt()).isEqualTo(1);
    assertThat(waitingOn(needs.deepCopy().put("ram_mb", 10_000_000)).path("ram").asInt())
        .isEqualTo(1);
    ObjectNode labelled = needs.deepCopy();
    labelled.putObject("labels").put("gpu", "a100");
    assertThat(waitingOn(labelled).path("labels").asInt()).isEqualTo(1);
  }

  @Test
  void status_noWorkers_saysSoUntilOneRegisters(@TempDir Path other) {
    try (Server alone = Server.in(other).with("--no-worker").start()) {
      String id = alone.http().submit(Http.exec("echo ran"));
      Sse stream = alone.http().open(id);

      JsonNode status = stream.until("status").json();
      assertThat(status.path("position").asInt()).isEqualTo(1);
      assertThat(status.path("waiting_on").toString()).isEqualTo("{\"workers\":0}");
      try (SluiceProcess agent = Agents.start(alone, other, "late")) {
        assertThat(Sse.text(stream.rest(), "stdout")).isEqualTo("ran\n");
      }
    }
  }

  private static JsonNode waitingOn(ObjectNode requirements) {
    String id = http.submit(Http.exec("true").set("requirements", requirements));
    try (Sse stream = http.open(id)) {
      return stream.until(event -> event.data().contains("waiting_on")).json().path("waiting_on");
    } finally {
      http.cancel(id);
    }
  }

  private static java.net.http.HttpRequest.Builder typed(String path) {
    return http.request(path).header("Accept", "text/event-stream");
  }

  private static String field(HttpResponse<byte[]> answer) {
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("problem+json");
    return Http.json(answer, 400).path("errors").path(0).path("field").asText();
  }

  private static Event last(List<Event> events) {
    return events.get(events.size() - 1);
  }
}
