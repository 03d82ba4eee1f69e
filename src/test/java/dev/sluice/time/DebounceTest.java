package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DebounceTest {
  private final ManualTimers timers = new ManualTimers();
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void event_manyCloseTogether_callsOnceWhenItIsQuiet() {
    Debounce debounce = new Debounce(timers, Duration.ofMillis(200), calls::incrementAndGet);

    for (int i = 0; i < 5; i++) {
      debounce.event();
      timers.advance(Duration.ofMillis(150));
    }
    assertThat(calls).hasValue(0);

    timers.advance(Duration.ofMillis(50));
    assertThat(calls).hasValue(1);
    timers.advance(Duration.ofHours(1));
    assertThat(calls).hasValue(1);
  }

  @Test
  void event_neverQuiet_callsAfterTenQuietTimes() {
    Debounce debounce = new Debounce(timers, Duration.ofMillis(200), calls::incrementAndGet);

    for (int i = 0; i < 60; i++) {
      debounce.event();
      timers.advance(Duration.ofMillis(100));
    }

    assertThat(calls.get()).isBetween(2, 3);
  }

  @Test
  void close_eventsWaiting_callsNothing() {
    Debounce debounce = new Debounce(timers, Duration.ofMillis(200), calls::incrementAndGet);
    debounce.event();

    debounce.close();
    debounce.event();
    timers.advance(Duration.ofHours(1));

    assertThat(calls).hasValue(0);
  }
}
