package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final ManualTimers timers = new ManualTimers();

  @Test
  void left_timePasses_isTheRestAndThenZero() {
    Deadline deadline = Deadline.in(Duration.ofSeconds(3), timers);

    timers.advance(Duration.ofSeconds(1));
    assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(2));

    timers.advance(Duration.ofSeconds(9));
    assertThat(deadline.left()).isZero();
  }
}
