package dev.sluice.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.ManualTimers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
  private final ManualTimers timers = new ManualTimers();
  private final AtomicLong stalled = new AtomicLong();
  private final AtomicInteger passed = new AtomicInteger();

  @Test
  void start_limitOver_passesOnce() {
    start(150);
    timers.advance(Duration.ofMillis(149));
    assertThat(passed).hasValue(0);

    timers.advance(Duration.ofMillis(1));

    assertThat(passed).hasValue(1);
    timers.advance(Duration.ofHours(1));
    assertThat(passed).hasValue(1);
  }

  @Test
  void start_outputHeldUpForAWhile_passesThatMuchLater() {
    start(10_000);
    stalled.addAndGet(Duration.ofSeconds(4).toNanos());

    timers.advance(Duration.ofMillis(13_999));
    assertThat(passed).hasValue(0);

    timers.advance(Duration.ofMillis(1));
    assertThat(passed).hasValue(1);
  }

  @Test
  void start_outputHeldUpWithoutEnd_doesNotPass() {
    start(1_000);
    for (int i = 0; i < 600; i++) {
      stalled.addAndGet(Duration.ofSeconds(1).toNanos());
      timers.advance(Duration.ofSeconds(1));
    }

    assertThat(passed).hasValue(0);
  }

  @Test
  void start_heldUpBefore_doesNotCountThat() {
    stalled.set(Duration.ofSeconds(30).toNanos());
    start(1_000);

    timers.advance(Duration.ofSeconds(1));

    assertThat(passed).hasValue(1);
  }

  @Test
  void cancel_limitNotOver_neverPasses() {
    TimeLimit limit = start(1_000);

    limit.cancel();
    timers.advance(Duration.ofHours(1));

    assertThat(passed).hasValue(0);
    assertThat(timers.waiting()).isZero();
  }

  private TimeLimit start(long millis) {
    return TimeLimit.start(
        timers, stalled::get, Duration.ofMillis(millis), passed::incrementAndGet);
  }
}
