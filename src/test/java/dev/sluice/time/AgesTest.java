package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgesTest {
  private final ManualTimers timers = new ManualTimers();
  private final Ages<String> ages = new Ages<>(timers);

  @Test
  void of_seenInEveryLook_countsFromTheFirst() {
    look("a");
    timers.advance(Duration.ofSeconds(20));
    look("a", "b");
    timers.advance(Duration.ofSeconds(10));

    assertThat(ages.of("a")).isEqualTo(Duration.ofSeconds(30));
    assertThat(ages.of("b")).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void of_missedByOneLook_countsFromTheNext() {
    look("a");
    timers.advance(Duration.ofSeconds(20));
    look();
    assertThat(ages.of("a")).isZero();
    look("a");
    timers.advance(Duration.ofSeconds(20));

    assertThat(ages.of("a")).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void of_neverSeen_isZero() {
    timers.advance(Duration.ofSeconds(20));

    assertThat(ages.of("a")).isZero();
  }

  private void look(String... present) {
    ages.look(List.of(present));
  }
}
