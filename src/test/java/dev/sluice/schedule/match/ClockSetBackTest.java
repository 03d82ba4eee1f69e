package dev.sluice.schedule.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockSetBackTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final TestClock clock = new TestClock();
  private final ManualTimers timers = new ManualTimers();
  private final ClockSetBack setBack = new ClockSetBack(clock, timers);

  @Test
  void sinceLastLook_clockSetBack_tellsByHowMuchOnce() {
    pass(Duration.ofSeconds(5));
    clock.advance(HOUR.negated());

    assertThat(setBack.sinceLastLook()).isEqualTo(HOUR);
    assertThat(setBack.sinceLastLook()).isZero();
  }

  @Test
  void sinceLastLook_clockGoesOnOrIsSetForward_isZero() {
    pass(Duration.ofSeconds(5));
    assertThat(setBack.sinceLastLook()).isZero();

    clock.advance(HOUR);
    assertThat(setBack.sinceLastLook()).isZero();
  }

  @Test
  void sinceLastLook_smallCorrection_isZero() {
    clock.advance(Duration.ofMillis(-900));

    assertThat(setBack.sinceLastLook()).isZero();
  }

  private void pass(Duration time) {
    clock.advance(time);
    timers.advance(time);
  }
}
