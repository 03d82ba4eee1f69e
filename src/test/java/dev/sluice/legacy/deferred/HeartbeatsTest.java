package dev.sluice.legacy.deferred;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.ManualTimers;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
  private static final Duration BEFORE = Heartbeats.INTERVAL.minusMillis(1);

  private final ManualTimers timers = new ManualTimers();
  private final AtomicInteger made = new AtomicInteger();
  private final Heartbeats heartbeats =
      new Heartbeats(() -> Buffer.buffer("beat " + made.incrementAndGet()), timers);

  @Test
  void frames_reader_getsOneAtOnceAndOneAfterEachInterval() {
    AssertSubscriber<Buffer> reader = enter(Long.MAX_VALUE);

    assertThat(texts(reader)).containsExactly("beat 1");
    timers.advance(BEFORE);
    assertThat(texts(reader)).containsExactly("beat 1");
    timers.advance(Duration.ofMillis(1));
    assertThat(texts(reader)).containsExactly("beat 1", "beat 2");
    timers.advance(Heartbeats.INTERVAL);
    assertThat(texts(reader)).containsExactly("beat 1", "beat 2", "beat 3");
  }

  @Test
  void frames_manyReaders_shareTheHeartbeatsAndTheTimer() {
    List<AssertSubscriber<Buffer>> readers =
        List.of(enter(Long.MAX_VALUE), enter(Long.MAX_VALUE), enter(Long.MAX_VALUE));

    timers.advance(Heartbeats.INTERVAL);

    assertThat(readers).allSatisfy(r -> assertThat(texts(r)).containsExactly("beat 1", "beat 2"));
    assertThat(readers.get(0).getItems().get(1)).isSameAs(readers.get(2).getItems().get(1));
    assertThat(made).hasValue(2);
    assertThat(timers.waiting()).isEqualTo(1);
  }

  @Test
  void frames_slowReader_skipsToTheNewest() {
    AssertSubscriber<Buffer> slow = enter(1);
    AssertSubscriber<Buffer> quick = enter(Long.MAX_VALUE);

    timers.advance(Heartbeats.INTERVAL.multipliedBy(5));
    slow.request(1);

    assertThat(texts(slow)).containsExactly("beat 1", "beat 6");
    assertThat(texts(quick)).hasSize(6);
  }

  @Test
  void leave_lastReader_endsTheTimer() {
    enter(Long.MAX_VALUE);
    enter(Long.MAX_VALUE);

    heartbeats.leave();
    assertThat(timers.waiting()).isEqualTo(1);
    heartbeats.leave();

    assertThat(timers.waiting()).isZero();
    timers.advance(Heartbeats.INTERVAL);
    assertThat(made).hasValue(1);
  }

  @Test
  void enter_afterAPause_getsNoOldHeartbeat() {
    enter(Long.MAX_VALUE);
    heartbeats.leave();
    timers.advance(Duration.ofHours(1));

    AssertSubscriber<Buffer> reader = enter(Long.MAX_VALUE);

    assertThat(texts(reader)).containsExactly("beat 2");
    assertThat(timers.waiting()).isEqualTo(1);
  }

  @Test
  void enter_whileTheFirstHeartbeatsAreMade_makesNoSecondTimer() {
    AtomicInteger calls = new AtomicInteger();
    Heartbeats[] self = new Heartbeats[1];
    self[0] =
        new Heartbeats(
            () -> {
              if (calls.incrementAndGet() == 1) {
                self[0].leave();
                self[0].enter();
              }
              return Buffer.buffer("beat");
            },
            timers);

    self[0].enter();

    assertThat(timers.waiting()).isEqualTo(1);
  }

  private AssertSubscriber<Buffer> enter(long requests) {
    heartbeats.enter();
    AssertSubscriber<Buffer> reader = AssertSubscriber.create(requests);
    heartbeats.frames(Runnable::run).subscribe(reader);
    return reader;
  }

  private static List<String> texts(AssertSubscriber<Buffer> reader) {
    return reader.getItems().stream().map(Buffer::toString).toList();
  }
}
