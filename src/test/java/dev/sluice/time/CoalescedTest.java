package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schedule.duty.Rarely;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class CoalescedTest {
  private final Deque<UniEmitter<? super Integer>> underWay = new ArrayDeque<>();
  private final ManualTimers timers = new ManualTimers();
  private final Rarely rarely = new Rarely(timers);
  private int runs;

  private final Coalesced coalesced =
      new Coalesced(
          "test",
          Runnable::run,
          () -> {
            runs++;
            return Uni.createFrom().<Integer>emitter(underWay::add);
          });

  @Test
  void whatIsAskedForWhileItRunsIsDoneOnceAfterwards() {
    coalesced.request();
    coalesced.request();
    coalesced.request();
    assertThat(runs).isEqualTo(1);

    underWay.remove().complete(1);

    assertThat(runs).isEqualTo(2);
    underWay.remove().complete(1);
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void aFailureDoesNotKeepItFromRunningAgain() {
    coalesced.request();
    underWay.remove().fail(new IllegalStateException("on purpose, in a test"));

    coalesced.request();

    assertThat(runs).isEqualTo(2);
  }

  @Test
  void whatFoundNothingToDoRestsForTenSecondsAtLeast() {
    rare(0, Duration.ZERO);

    timers.advance(Duration.ofMillis(9_999));
    rare(0, Duration.ZERO);
    assertThat(runs).isEqualTo(1);

    timers.advance(Duration.ofMillis(1));
    rare(0, Duration.ZERO);
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void whatTookLongRestsFiftyTimesAsLong() {
    rare(0, Duration.ofSeconds(1));

    timers.advance(Duration.ofMillis(49_999));
    rare(0, Duration.ZERO);
    assertThat(runs).isEqualTo(1);

    timers.advance(Duration.ofMillis(1));
    rare(0, Duration.ZERO);
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void whatFoundWorkRestsAsLongAsItTook() {
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
