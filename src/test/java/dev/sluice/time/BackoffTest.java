package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));

  @Test
  void after_failuresInARow_doublesUpToTheCap() {
    assertThat(IntStream.rangeClosed(1, 7).mapToObj(n -> backoff.after(n, 1).toMillis()))
        .containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L, 5_000L, 5_000L);
  }

  @Test
  void after_noJitter_isHalf() {
    assertThat(backoff.after(2, 0)).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void after_veryManyFailures_staysAtTheCap() {
    assertThat(backoff.after(Integer.MAX_VALUE, 1)).isEqualTo(Duration.ofSeconds(5));
  }
}
