package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CoalescedTest {
  private final Deque<UniEmitter<? super Integer>> underWay = new ArrayDeque<>();
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
  void request_manyWhileItRuns_runsOnceMore() {
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
  void request_duringARun_completesWithTheNextRun() {
    CompletableFuture<Void> first = coalesced.request();
    CompletableFuture<Void> second = coalesced.request();
    CompletableFuture<Void> third = coalesced.request();

    underWay.remove().complete(1);

    assertThat(first).isCompleted();
    assertThat(second).isNotDone();
    underWay.remove().complete(1);
    assertThat(second).isCompleted();
    assertThat(third).isCompleted();
  }

  @Test
  void request_afterAFailure_runs() {
    CompletableFuture<Void> failed = coalesced.request();
    underWay.remove().fail(new IllegalStateException("on purpose, in a test"));

    coalesced.request();

    assertThat(failed).isCompleted();
    assertThat(runs).isEqualTo(2);
  }
}
