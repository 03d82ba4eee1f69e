package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LookingTest {
  private static final Duration REST = Duration.ofMillis(100);

  private final ManualTimers timers = new ManualTimers();
  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void until_foundAtOnce_looksOnce() {
    look(1).assertCompleted().assertItem("found");

    assertThat(looks).hasValue(1);
  }

  @Test
  void until_foundLater_restsBetweenLooks() {
    var subscriber = look(3);
    timers.advance(REST);
    assertThat(looks).hasValue(2);
    subscriber.assertNotTerminated();

    timers.advance(REST);

    subscriber.assertCompleted().assertItem("found");
  }

  @Test
  void until_manyLooks_needNoDeepStack() {
    var subscriber = look(20_000);

    for (int i = 0; i < 20_000; i++) {
      timers.advance(REST);
    }

    subscriber.assertCompleted();
  }

  @Test
  void until_lookFails_failsToo() {
    Looking.until(
            () -> Uni.createFrom().<Optional<String>>failure(new IllegalStateException("away")),
            REST,
            timers)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create())
        .assertFailedWith(IllegalStateException.class, "away");
  }

  private UniAssertSubscriber<String> look(int foundAt) {
    return Looking.until(
            () ->
                Uni.createFrom()
                    .item(
                        looks.incrementAndGet() >= foundAt
                            ? Optional.of("found")
                            : Optional.empty()),
            REST,
            timers)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }
}
