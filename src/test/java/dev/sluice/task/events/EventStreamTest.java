package dev.sluice.task.events;

import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.app.TestStore;
import dev.sluice.task.TaskConfig;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class EventStreamTest {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  @Inject TaskEvents events;
  @Inject EventFrames frames;

  private final ManualTimers timers = new ManualTimers();
  private final String mark = UUID.randomUUID().toString();

  @Test
  void frames_cursor_readsEventsAfterIt() {
    long before = events.last();
    append("one", "two");

    AssertSubscriber<Buffer> reader = reader(before);
    append("three");

    List<String> read = read(reader, 4);
    assertThat(read.get(0))
        .isEqualTo("event: hello\ndata: {\"cursor\":\"" + before + "\"}\nid: " + before + "\n\n");
    assertThat(read.get(1)).isEqualTo(frame("one", before + 1));
    assertThat(read.get(2)).isEqualTo(frame("two", before + 2));
    assertThat(read.get(3)).isEqualTo(frame("three", before + 3));
  }

  @Test
  void frames_notInMemory_readsLog() {
    long before = events.last();
    append("one");
    EventFrames forgetful = new EventFrames(events);

    AssertSubscriber<Buffer> reader = reader(before, forgetful);

    assertThat(read(reader, 2).get(1)).isEqualTo(frame("one", before + 1));
  }

  @Test
  void frames_trimmedEvents_announceGap() {
    TaskEvents log =
        new TaskEvents(Settings.of(TaskConfig.class, Map.of("sluice.tasks.events", "50")));
    result(log.recover());
    long before = log.last();
    result(log.append(events(600)));
    AssertSubscriber<Buffer> reader = AssertSubscriber.create(0);

    new EventReader(before, log, new EventFrames(log), KEEP_ALIVE, timers)
        .frames(Runnable::run)
        .subscribe(reader);

    List<String> read = read(reader, 3);
    long to = before + 550;
    assertThat(read.get(1))
        .isEqualTo(
            "event: gap\ndata: {\"from\":\"%d\",\"to\":\"%d\",\"reason\":\"EXPIRED\"}\nid: %d\n\n"
                .formatted(before + 1, to, to));
    assertThat(read.get(2)).isEqualTo(frame("550", to + 1));
  }

  @Test
  void frames_idle_sendsKeepAlive() {
    AssertSubscriber<Buffer> reader = reader(events.last());
    read(reader, 1);
    reader.request(1);

    timers.advance(KEEP_ALIVE);

    assertThat(read(reader, 2).get(1)).isEqualTo(": keep-alive\n\n");
  }

  @Test
  void frames_cancelled_leavesNoTimer() {
    AssertSubscriber<Buffer> reader = reader(events.last());
    read(reader, 1);
    reader.request(1);

    reader.cancel();

    assertThat(timers.waiting()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "after=banana, after, invalid_cursor",
    "after=999999999, after, cursor_out_of_range",
    "from=middle, from, invalid_value",
    "tail=1, tail, unknown_parameter",
  })
  void stream_invalidParameter_isNamed(String query, String field, String code) {
    given()
        .get("/v1/tasks/events?" + query)
        .then()
        .statusCode(400)
        .body("code", equalTo(code))
        .body("errors[0].field", equalTo(field));
  }

  @Test
  void stream_head_hasStreamHeaders() {
    given()
        .head("/v1/tasks/events")
        .then()
        .statusCode(200)
        .header("Content-Type", equalTo("text/event-stream;charset=UTF-8"))
        .header("Cache-Control", equalTo("no-cache, no-transform"));
  }

  private AssertSubscriber<Buffer> reader(long seen) {
    return reader(seen, frames);
  }

  private AssertSubscriber<Buffer> reader(long seen, EventFrames from) {
    AssertSubscriber<Buffer> subscriber = AssertSubscriber.create(0);
    new EventReader(seen, events, from, KEEP_ALIVE, timers)
        .frames(Runnable::run)
        .subscribe(subscriber);
    return subscriber;
  }

  /** Pulls one frame at a time, as a socket does, until there are {@code count}. */
  private static List<String> read(AssertSubscriber<Buffer> reader, int count) {
    for (int i = reader.getItems().size(); i < count; i++) {
      reader.awaitNextItem();
    }
    return reader.getItems().stream().map(Buffer::toString).toList();
  }

  private void append(String... data) {
    result(events.append(List.of(data).stream().map(this::event).toList()));
  }

  private List<TaskEvent> events(int count) {
    return IntStream.range(0, count).mapToObj(i -> event(String.valueOf(i))).toList();
  }

  private TaskEvent event(String text) {
    TaskEvent event = new TaskEvent();
    event.data = "{\"" + mark + "\":\"" + text + "\"}";
    event.at = Instant.EPOCH;
    return event;
  }

  private String frame(String text, long id) {
    return "event: sync\ndata: {\"" + mark + "\":\"" + text + "\"}\nid: " + id + "\n\n";
  }
}
