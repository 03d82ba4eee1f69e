package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollingTest {
  private final ManualTimers timers = new ManualTimers();
  private double jitter = 0.5;
  private int polls;

  @Test
  void every_intervalsPass_pollsAfterEach() {
    start();

    timers.advance(Duration.ofSeconds(35));

    assertThat(polls).isEqualTo(3);
  }

  @Test
  void every_mostJitter_waitsATenthLonger() {
    jitter = 1;
    start();

    timers.advance(Duration.ofMillis(10_999));
    assertThat(polls).isZero();

    timers.advance(Duration.ofMillis(1));
    assertThat(polls).isEqualTo(1);
  }

  @Test
  void close_timerWaits_pollsNoMore() {
    Polling polling = start();

    polling.close();
    timers.advance(Duration.ofMinutes(1));

    assertThat(polls).isZero();
    assertThat(timers.waiting()).isZero();
  }

  private Polling start() {
    return Polling.every(Duration.ofSeconds(10), timers, () -> jitter, () -> polls++);
  }
}
