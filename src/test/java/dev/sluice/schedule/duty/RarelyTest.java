package dev.sluice.schedule.duty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.ManualTimers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RarelyTest {
  private final ManualTimers timers = new ManualTimers();
  private final Rarely rarely = new Rarely(timers);
  private int runs;

  @Test
  void run_foundNothing_restsForTenSecondsAtLeast() {
    rare(0, Duration.ZERO);

    timers.advance(Duration.ofMillis(9_999));
    rare(0, Duration.ZERO);
    assertThat(runs).isEqualTo(1);

    timers.advance(Duration.ofMillis(1));
    rare(0, Duration.ZERO);
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void run_tookLong_restsFiftyTimesAsLong() {
    rare(0, Duration.ofSeconds(1));

    timers.advance(Duration.ofMillis(49_999));
    rare(0, Duration.ZERO);
    assertThat(runs).isEqualTo(1);

    timers.advance(Duration.ofMillis(1));
    rare(0, Duration.ZERO);
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void run_foundWork_restsAsLongAsItTook() {
    rare(3, Duration.ofSeconds(1));

    timers.advance(Duration.ofSeconds(1));
    rare(0, Duration.ZERO);

    assertThat(runs).isEqualTo(2);
  }

  private void rare(int found, Duration taking) {
    rarely
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
