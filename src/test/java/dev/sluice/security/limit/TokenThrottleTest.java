package dev.sluice.security.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.ManualTimers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenThrottleTest {
  private final ManualTimers timers = new ManualTimers();
  private final TokenThrottle throttle = new TokenThrottle(new Limits(0, Duration.ZERO, 3), timers);

  @Test
  void takesWrongToken_tooMany_isFalseForThatAddressOnly() {
    for (int i = 0; i < 3; i++) {
      assertThat(throttle.takesWrongToken("10.0.0.1")).isTrue();
    }

    assertThat(throttle.takesWrongToken("10.0.0.1")).isFalse();
    assertThat(throttle.takesWrongToken("10.0.0.2")).isTrue();
  }

  @Test
  void takesWrongToken_afterASecond_allowsOneMore() {
    for (int i = 0; i < 100; i++) {
      throttle.takesWrongToken("10.0.0.1");
    }

    timers.advance(Duration.ofMillis(1_100));
    assertThat(throttle.takesWrongToken("10.0.0.1")).isFalse();
    timers.advance(Duration.ofMillis(2_100));
    assertThat(throttle.takesWrongToken("10.0.0.1")).isTrue();
    assertThat(throttle.takesWrongToken("10.0.0.1")).isFalse();
  }

  @Test
  void takesWrongToken_afterALongTime_allowsNoMoreThanAtFirst() {
    throttle.takesWrongToken("10.0.0.1");

    timers.advance(Duration.ofDays(1));

    for (int i = 0; i < 3; i++) {
      assertThat(throttle.takesWrongToken("10.0.0.1")).isTrue();
    }
    assertThat(throttle.takesWrongToken("10.0.0.1")).isFalse();
  }
}
