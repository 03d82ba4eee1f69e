package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RegularlyTest {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final ManualTimers timers = new ManualTimers();
  private final List<CompletableFuture<Void>> runs = new ArrayList<>();
  private final Regularly regularly =
      new Regularly(INTERVAL, timers, () -> 0.5, () -> Uni.createFrom().completionStage(begin()));

  @Test
  void run_schedulerCallsInTime_addsNoRunOfItsOwn() {
    for (int i = 0; i < 5; i++) {
      timers.advance(INTERVAL);
      call();
      end();
    }

    assertThat(runs).hasSize(5);
  }

  @Test
  void look_schedulerIsSilent_goesOnByItself() {
    call();
    end();

    timers.advance(INTERVAL.multipliedBy(2));
    end();
    timers.advance(INTERVAL.multipliedBy(2));

    assertThat(runs).hasSize(3);
  }

  @Test
  void run_workIsUnderWay_runsItOnce() {
    call();

    call();
    timers.advance(INTERVAL.multipliedBy(4));

    assertThat(runs).hasSize(1);
  }

  @Test
  void look_workFails_runsItAgain() {
    call();
    runs.get(0).completeExceptionally(new IllegalStateException("the store is away"));

    timers.advance(INTERVAL.multipliedBy(2));

    assertThat(runs).hasSize(2);
  }

  @Test
  void close_schedulerIsSilent_runsNothing() {
    regularly.close();

    timers.advance(INTERVAL.multipliedBy(9));

    assertThat(runs).isEmpty();
  }

  private void call() {
    regularly.run().subscribe().with(done -> {}, failure -> {});
  }

  private CompletableFuture<Void> begin() {
    CompletableFuture<Void> run = new CompletableFuture<>();
    runs.add(run);
    return run;
  }

  private void end() {
    runs.get(runs.size() - 1).complete(null);
  }
}
