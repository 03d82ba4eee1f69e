package dev.sluice.replica;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import java.time.Duration;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class OutboxContractTest {
  private final ManualTimers timers = new ManualTimers();
  private final Outbox outbox = new Outbox("one", new SignalLog(), timers);

  @BeforeEach
  void noBatches() {
    result(SignalBatch.mongoCollection().deleteMany(new Document()));
  }

  @Test
  void deleteOld_afterAMinute_leavesNewBatches() {
    send(1);
    timers.advance(Duration.ofSeconds(61));
    send(2);

    result(outbox.deleteOld());

    assertThat(result(SignalBatch.mongoCollection().find().collect().asList()))
        .extracting(batch -> batch.id)
        .containsExactly("one/1");
  }

  @Test
  void send_moreThanItKeeps_tellsThatSignalsAreMissing() {
    for (int i = 0; i < 200_000; i++) {
      outbox.send(new Signal(Signal.Kind.JOB, "job-" + i, i));
    }

    Eventually.until(
        "a batch says so",
        () ->
            result(SignalBatch.mongoCollection().find().collect().asList()).stream()
                .anyMatch(batch -> batch.missed));
  }

  private void send(int number) {
    long before = outbox.next();
    outbox.send(new Signal(Signal.Kind.JOB, "job-" + number, number));
    Eventually.until("it is stored", () -> outbox.next() > before);
  }
}
