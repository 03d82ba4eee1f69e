package dev.sluice.schedule.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.ManualTimers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AlarmTest {
  private final ManualTimers timers = new ManualTimers();
  private final AtomicInteger rings = new AtomicInteger();
  private final Alarm alarm = new Alarm(timers, rings::incrementAndGet);

  @Test
  void setFor_severalTimes_ringsOnceAtTheEarliest() {
    alarm.setFor(Duration.ofSeconds(3));
    alarm.setFor(Duration.ofSeconds(1));
    alarm.setFor(Duration.ofSeconds(2));

    timers.advance(Duration.ofMillis(999));
    assertThat(rings).hasValue(0);
    timers.advance(Duration.ofMillis(1));
    assertThat(rings).hasValue(1);
    timers.advance(Duration.ofSeconds(10));
    assertThat(rings).hasValue(1);
    assertThat(timers.waiting()).isZero();
  }

  @Test
  void setFor_afterItRang_ringsAgain() {
    alarm.setFor(Duration.ofSeconds(1));
    timers.advance(Duration.ofSeconds(1));
    alarm.setFor(Duration.ofSeconds(1));
    timers.advance(Duration.ofSeconds(1));

    assertThat(rings).hasValue(2);
  }
}
