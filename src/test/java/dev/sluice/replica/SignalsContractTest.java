package dev.sluice.replica;

import static com.mongodb.client.model.Filters.eq;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.store.PlainStore;
import dev.sluice.store.SharedStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers on one store, each with timers of its own that the test advances. */
@ExtendWith(PlainStore.class)
class SignalsContractTest {
  private final Node one = new Node("one");
  private final Node two = new Node("two");

  /** One server, without its features. */
  private static final class Node {
    private final String id;
    private final ManualTimers timers = new ManualTimers();
    private final List<Signal> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger missed = new AtomicInteger();
    private final Signals signals;

    Node(String id) {
      this.id = id;
      this.signals =
          new Signals(
              new ServerId(id, Instant.EPOCH),
              new SharedStore("mongodb://another"),
              new Members(),
              new SignalLog(),
              Settings.of(ReplicaConfig.class, Map.of("sluice.replica.change-streams", "false")),
              timers);
      signals.received().project(received::add);
      signals.missed().project(reason -> missed.incrementAndGet());
    }

    void look() {
      result(signals.look());
    }

    /** Lets time pass until the condition holds. */
    void until(String what, BooleanSupplier condition) {
      Eventually.until(
          what,
          () -> {
            timers.advance(Duration.ofMillis(100));
            return condition.getAsBoolean();
          });
    }
  }

  @BeforeEach
  void noServers() {
    result(Member.mongoCollection().deleteMany(new Document()));
    result(SignalBatch.mongoCollection().deleteMany(new Document()));
  }

  private void bothRun() {
    result(one.signals.begin(() -> 0.5));
    result(two.signals.begin(() -> 0.5));
    one.look();
  }

  @Test
  void send_alone_storesNothing() {
    result(one.signals.begin(() -> 0.5));

    one.signals.send(job(1));

    assertThat(one.signals.hasPeers()).isFalse();
    assertThat(result(SignalBatch.mongoCollection().countDocuments())).isZero();
  }

  @Test
  void send_manySignals_theOtherGetsEachInOrder() {
    bothRun();

    IntStream.range(0, 200).forEach(i -> one.signals.send(job(i)));

    two.until("all signals came", () -> two.received.size() == 200);
    assertThat(two.received)
        .isEqualTo(IntStream.range(0, 200).mapToObj(SignalsContractTest::job).toList());
    assertThat(one.received).isEmpty();
  }

  @Test
  void look_aServerJoins_asksToReadAgain() {
    result(one.signals.begin(() -> 0.5));
    int before = one.missed.get();

    result(two.signals.begin(() -> 0.5));
    one.look();

    assertThat(one.missed.get()).isGreaterThan(before);
    assertThat(one.signals.peers()).containsExactly("two");
  }

  @Test
  @DisplayName("what was written before the others knew of a server is read by its third look")
  void look_theThird_asksToReadAgain() {
    bothRun();
    int before = two.missed.get();

    two.look();
    two.look();

    assertThat(two.missed.get()).isEqualTo(before + 1);
  }

  @Test
  void end_ofAServer_isSeenAndAsksToReadAgain() {
    bothRun();
    int before = one.missed.get();

    result(two.signals.end());
    one.look();

    assertThat(one.signals.hasPeers()).isFalse();
    assertThat(one.missed.get()).isGreaterThan(before);
  }

  @Test
  void look_aServerWasKilled_isForgottenWithItsSignals() {
    bothRun();
    two.signals.send(job(1));
    one.until("the signal came", () -> one.received.size() == 1);
    one.look();

    one.timers.advance(Duration.ofSeconds(11));
    one.look();

    Eventually.until(
        "it is forgotten with its signals",
        () -> {
          one.look();
          return !one.signals.hasPeers()
              && result(Member.mongoCollection().countDocuments()) == 1
              && batches() == 0;
        });
  }

  @Test
  @DisplayName("a server whose next batches are deleted before it read them reads everything again")
  void look_batchesAreGone_asksToReadAgainAndGoesOn() {
    bothRun();
    two.signals.send(job(1));
    awaitSent(two, 1);
    result(SignalBatch.mongoCollection().deleteMany(new Document()));
    one.look();
    int before = one.missed.get();

    one.look();

    assertThat(one.missed.get()).isGreaterThan(before);
    two.signals.send(job(2));
    one.until("the next signal came", () -> one.received.contains(job(2)));
  }

  /** The server itself knows that so many of its batches are stored. */
  private static void awaitSent(Node node, long count) {
    Eventually.until(
        "the server has sent " + count,
        () -> {
          node.look();
          return result(Member.mongoCollection().find(eq("_id", node.id)).collect().first())
                  .nextBatch
              == count;
        });
  }

  private static long batches() {
    return result(SignalBatch.mongoCollection().countDocuments());
  }

  @Test
  @DisplayName("a look that is under way when a server ends does not let it join again")
  void end_lookUnderWay_leavesForGood() {
    for (int i = 0; i < 100; i++) {
      Node ending = new Node("ending-" + i);
      result(ending.signals.begin(() -> 0.5));

      ending.timers.advance(Duration.ofSeconds(1));
      result(ending.signals.end());
    }

    one.look();
    assertThat(result(Member.mongoCollection().find().collect().asList()))
        .extracting(member -> member.id)
        .containsExactly("one");
  }

  private static Signal job(int number) {
    return new Signal(Signal.Kind.JOB, "job-" + number, number);
  }
}
