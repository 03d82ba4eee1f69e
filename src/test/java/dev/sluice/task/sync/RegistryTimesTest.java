package dev.sluice.task.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.ManualTimers;
import dev.sluice.time.Regularly;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryTimesTest {
  private final ManualTimers timers = new ManualTimers();
  private final AtomicInteger runs = new AtomicInteger();

  /** As after the wall clock was set back by an hour: Quarkus' scheduler calls nothing. */
  @ParameterizedTest
  @CsvSource({"1m, 60", "1s, 1", "PT30S, 30", "90, 90"})
  void every_schedulerIsSilent_goesOn(String interval, int seconds) {
    Optional<Regularly> regularly = every(interval);

    timers.advance(Duration.ofSeconds(seconds).multipliedBy(20));

    assertThat(runs.get()).isBetween(6, 20);
    regularly.ifPresent(Regularly::close);
  }

  @Test
  void every_off_runsNothing() {
    assertThat(every("off")).isEmpty();
    assertThat(every("OFF")).isEmpty();

    timers.advance(Duration.ofHours(1));

    assertThat(runs).hasValue(0);
  }

  private Optional<Regularly> every(String interval) {
    return RegistryTimes.every(
        interval,
        timers,
        () -> 0.5,
        () -> {
          runs.incrementAndGet();
          return Uni.createFrom().voidItem();
        });
  }
}
