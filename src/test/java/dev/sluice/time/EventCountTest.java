package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventCountTest {
  private static final Duration MOST = Duration.ofSeconds(5);

  private final EventCount events = new EventCount();
  private final ManualTimers timers = new ManualTimers();

  @Test
  void after_eventWhileWaiting_completes() {
    UniAssertSubscriber<Void> waiting = subscribe(events.after(events.count()));
    waiting.assertNotTerminated();

    events.advance();

    waiting.assertCompleted();
  }

  @Test
  void after_eventBeforeTheWait_completesAtOnce() {
    long seen = events.count();
    events.advance();

    subscribe(events.after(seen)).assertCompleted();
  }

  @Test
  void after_manyReaders_wakesAll() {
    UniAssertSubscriber<Void> one = subscribe(events.after(0));
    UniAssertSubscriber<Void> other = subscribe(events.after(0));

    events.advance();

    one.assertCompleted();
    other.assertCompleted();
  }

  @Test
  void after_timeIsOver_completesWithFalse() {
    UniAssertSubscriber<Boolean> waiting = subscribe(events.after(0, MOST, timers));

    timers.advance(MOST);

    waiting.assertItem(false);
  }

  @Test
  void after_eventInTime_completesWithTrueAndLeavesNoTimer() {
    UniAssertSubscriber<Boolean> waiting = subscribe(events.after(0, MOST, timers));

    events.advance();

    waiting.assertItem(true);
    assertThat(timers.waiting()).isZero();
  }

  @Test
  void after_cancelledReader_leavesNoTimer() {
    UniAssertSubscriber<Boolean> waiting = subscribe(events.after(0, MOST, timers));

    waiting.cancel();
    events.advance();

    waiting.assertNotTerminated();
    assertThat(timers.waiting()).isZero();
  }

  @Test
  void advanceTo_numberAlreadyPassed_wakesNoReader() {
    events.advanceTo(7);
    UniAssertSubscriber<Void> waiting = subscribe(events.after(7));

    events.advanceTo(7);
    events.advanceTo(3);
    waiting.assertNotTerminated();

    events.advanceTo(8);
    waiting.assertCompleted();
    assertThat(events.count()).isEqualTo(8);
  }

  private static <T> UniAssertSubscriber<T> subscribe(Uni<T> uni) {
    return uni.subscribe().withSubscriber(UniAssertSubscriber.create());
  }
}
