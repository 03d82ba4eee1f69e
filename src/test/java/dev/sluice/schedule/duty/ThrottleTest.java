package dev.sluice.schedule.duty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.ManualTimers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThrottleTest {
  private final ManualTimers timers = new ManualTimers();
  private final Throttle throttle = new Throttle(timers);
  private int runs;

  @ParameterizedTest
  @CsvSource({"0, 10000", "1000, 50000"})
  void run_foundNothing_restsForTenSecondsOrFiftyTimesAsLongAsItTook(long tookMs, long restMs) {
    run(0, Duration.ofMillis(tookMs));

    timers.advance(Duration.ofMillis(restMs - 1));
    run(0, Duration.ZERO);
    assertThat(runs).isEqualTo(1);

    timers.advance(Duration.ofMillis(1));
    run(0, Duration.ZERO);
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void run_foundWork_restsAsLongAsItTook() {
    run(3, Duration.ofSeconds(1));

    timers.advance(Duration.ofSeconds(1));
    run(0, Duration.ZERO);

    assertThat(runs).isEqualTo(2);
  }

  private void run(int found, Duration taking) {
    throttle
        .run(
            () -> {
              runs++;
              timers.advance(taking);
              return Uni.createFrom().item(found);
            })
        .await()
        .indefinitely();
  }
}
