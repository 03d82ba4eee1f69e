package dev.sluice.worker.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.ManualTimers;
import dev.sluice.wire.AttemptRef;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnlistedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AttemptRef A = new AttemptRef("job-a", 1);
  private static final AttemptRef B = new AttemptRef("job-b", 1);

  private final ManualTimers timers = new ManualTimers();
  private final Unlisted unlisted = new Unlisted(timers);

  @Test
  void forLong_missingInEveryHeartbeat_isListedAfterThePatience() {
    assertThat(missing(A)).isEmpty();
    timers.advance(Duration.ofSeconds(20));
    assertThat(missing(A, B)).isEmpty();
    timers.advance(Duration.ofSeconds(10));

    assertThat(missing(A, B)).containsExactly(A);
  }

  @Test
  void forLong_listedMeanwhile_countsAnew() {
    missing(A);
    timers.advance(Duration.ofSeconds(20));
    missing();
    missing(A);
    timers.advance(Duration.ofSeconds(20));

    assertThat(missing(A)).isEmpty();
  }

  private Set<AttemptRef> missing(AttemptRef... refs) {
    return unlisted.forLong("w", List.of(refs), PATIENCE);
  }
}
