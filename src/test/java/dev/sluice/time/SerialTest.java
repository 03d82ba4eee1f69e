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
