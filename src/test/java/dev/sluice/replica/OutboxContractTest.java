package dev.sluice.replica;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
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

  @Test
  @DisplayName(
      "of two signals of one job that leave together, the one with the higher revision does")
  void send_sameJobTwiceWhileABatchIsStored_sendsTheNewerOne() {
    CompletableFuture<Void> mayStore = new CompletableFuture<>();
    SignalLog held =
        new SignalLog() {
          @Override
          Uni<Void> append(SignalBatch batch) {
            return Uni.createFrom().completionStage(mayStore).chain(() -> super.append(batch));
          }
        };
    Outbox waiting = new Outbox("two", held, timers);
    waiting.send(new Signal(Signal.Kind.JOB, "job-0", 0));
    for (long revision : List.of(1L, 3L, 2L)) {
      waiting.send(new Signal(Signal.Kind.JOB, "job-x", revision));
    }

    mayStore.complete(null);

    Eventually.until("both batches are stored", () -> waiting.next() == 2);
    List<SignalBatch> second = result(new SignalLog().find(List.of("two/1")));
    assertThat(second.get(0).signals)
        .containsExactly(new Signal(Signal.Kind.JOB, "job-x", 3).text());
  }

  private void send(int number) {
    long before = outbox.next();
    outbox.send(new Signal(Signal.Kind.JOB, "job-" + number, number));
    Eventually.until("it is stored", () -> outbox.next() > before);
  }
}
