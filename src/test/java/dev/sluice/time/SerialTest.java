package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SerialTest {
  private final Serial serial = new Serial();
  private final List<UniEmitter<? super String>> started = new ArrayList<>();

  @Test
  void each_severalItems_worksOnEachAfterTheOneBefore() {
    UniAssertSubscriber<List<String>> all = each("a", "b", "c");
    assertThat(started).hasSize(1);

    started.get(0).complete("A");
    assertThat(started).hasSize(2);
    all.assertNotTerminated();
    started.get(1).complete(null);
    started.get(2).complete("C");

    all.assertItem(List.of("A", "C"));
  }

  @Test
  void each_failure_leavesTheRest() {
    UniAssertSubscriber<List<String>> all = each("a", "b");

    started.get(0).fail(new IllegalStateException("on purpose, in a test"));

    all.assertFailedWith(IllegalStateException.class);
    assertThat(started).hasSize(1);
  }

  @Test
  void each_noItems_isEmpty() {
    each().assertItem(List.of());
  }

  private UniAssertSubscriber<List<String>> each(String... items) {
    return Serial.<String, String>each(
            List.of(items), item -> Uni.createFrom().emitter(started::add))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  @Test
  void run_earlierWorkIsUnderWay_waitsForItsEnd() {
    run();
    run();
    assertThat(started).hasSize(1);

    started.get(0).complete("first");

    assertThat(started).hasSize(2);
  }

  @Test
  void run_earlierWorkFailed_runs() {
    UniAssertSubscriber<String> first = run();
    UniAssertSubscriber<String> second = run();

    started.get(0).fail(new IllegalStateException("on purpose, in a test"));
    started.get(1).complete("second");

    first.assertFailed();
    second.assertItem("second");
  }

  @Test
  void run_notSubscribedTo_startsNothing() {
    serial.run(() -> Uni.createFrom().<String>emitter(started::add));

    assertThat(started).isEmpty();
  }

  private UniAssertSubscriber<String> run() {
    return serial
        .run(() -> Uni.createFrom().<String>emitter(started::add))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }
}
