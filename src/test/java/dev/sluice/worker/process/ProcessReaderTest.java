package dev.sluice.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.EventCount;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessReaderTest {
  private final ManualTimers timers = new ManualTimers();
  private final EventCount changes = new EventCount();
  private List<NodeProcess> list = List.of(process("a", ProcessStatus.STARTING));
  private final AssertSubscriber<Buffer> reader =
      new ProcessReader(() -> list, changes, timers, Runnable::run)
          .frames()
          .subscribe()
          .withSubscriber(AssertSubscriber.create(100));

  @Test
  void frames_first_isTheWholeList() {
    assertThat(frame(0)).startsWith("event: snapshot\ndata: {\"items\":[{\"process_id\":\"a\",");
  }

  @Test
  void frames_changes_areTheProcessesThatDiffer() {
    change(List.of(process("a", ProcessStatus.STARTING), process("b", ProcessStatus.STARTING)));
    change(List.of(process("a", ProcessStatus.READY), process("b", ProcessStatus.STARTING)));
    change(List.of(process("b", ProcessStatus.STARTING)));

    assertThat(reader.getItems()).hasSize(4);
    assertThat(frame(1))
        .startsWith("event: process\ndata: {\"process_id\":\"b\"")
        .endsWith("}\n\n");
    assertThat(frame(2)).contains("\"process_id\":\"a\"", "READY").doesNotContain("\"b\"");
    assertThat(frame(3))
        .isEqualTo("event: gone\ndata: {\"worker_id\":\"w\",\"process_id\":\"a\"}\n\n");
  }

  @Test
  void frames_changeOfAnotherWorker_sendsNothing() {
    change(list);

    assertThat(reader.getItems()).hasSize(1);
  }

  @Test
  void frames_burst_isOneFrame() {
    list = List.of(process("a", ProcessStatus.READY));
    changes.advance();
    list = List.of(process("a", ProcessStatus.STOPPING));
    changes.advance();
    timers.advance(Duration.ofMillis(100));

    assertThat(reader.getItems()).hasSize(2);
    assertThat(frame(1)).contains("STOPPING");
  }

  @Test
  void frames_silence_isKeptAlive() {
    timers.advance(Duration.ofSeconds(15));

    assertThat(frame(1)).isEqualTo(": keep-alive\n\n");
  }

  private void change(List<NodeProcess> now) {
    list = now;
    changes.advance();
    timers.advance(Duration.ofMillis(100));
  }

  private String frame(int index) {
    return reader.getItems().get(index).toString();
  }

  static NodeProcess process(String id, ProcessStatus status) {
    return new NodeProcess(
        id,
        "w",
        "job-" + id,
        1,
        status,
        "m",
        "GPU-0",
        7L,
        9_000,
        1,
        null,
        null,
        TestClock.START,
        1,
        0,
        1,
        null,
        null,
        null);
  }
}
