package dev.sluice.replica;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.store.PlainStore;
import dev.sluice.store.SharedStore;
import dev.sluice.store.StreamingStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two servers on a store with change streams. The timers of the reading one stand still unless a
 * test advances them, so that it reads what the stream brings, and nothing else.
 */
@ExtendWith(PlainStore.class)
class SignalStreamContractTest {
  private final ManualTimers timers = new ManualTimers();
  private final ManualTimers ofWriter = new ManualTimers();
  private final List<Signal> received = new CopyOnWriteArrayList<>();
  private StreamingStore store;
  private Signals writer;
  private Signals reader;

  @BeforeEach
  void twoServers() throws IOException {
    store = new StreamingStore();
    writer = signals("writer", ofWriter, true);
    reader = signals("reader", timers, true);
    reader.received().project(received::add);
  }

  private static Signals signals(String id, ManualTimers timers, boolean changeStreams) {
    return new Signals(
        new ServerId(id, Instant.EPOCH),
        new SharedStore("mongodb://another"),
        new Members(),
        new SignalLog(),
        Settings.of(
            ReplicaConfig.class,
            Map.of("sluice.replica.change-streams", String.valueOf(changeStreams))),
        timers);
  }

  @AfterEach
  void close() throws IOException {
    end(writer, ofWriter);
    end(reader, timers);
    Eventually.until("the streams are closed", () -> store.proxy().streams() == 0);
    store.close();
  }

  private static void end(Signals signals, ManualTimers timers) {
    CompletableFuture<Void> ended = signals.end().subscribeAsCompletionStage();
    Eventually.until(
        "the signals have ended",
        () -> {
          timers.advance(Duration.ofSeconds(1));
          return ended.isDone();
        });
  }

  private void bothRun() {
    result(writer.begin(() -> 0.5));
    result(reader.begin(() -> 0.5));
    result(writer.look());
  }

  /** Sends signals until one has come by the stream, which takes a moment to open. */
  private void streamOpens() {
    Eventually.until(
        "the stream brings signals",
        () -> {
          writer.send(signal(received.size()));
          return reader.means() == Signals.Means.CHANGE_STREAM;
        });
    Signal last = signal(999);
    writer.send(last);
    Eventually.until("all signals so far came", () -> received.contains(last));
  }

  @Test
  void begin_storeHasChangeStreams_bringsEachSignalOnceInOrder() {
    bothRun();
    streamOpens();
    received.clear();

    LongStream.range(1_000, 1_200).forEach(n -> writer.send(signal(n)));

    Eventually.until("the last signal came", () -> received.contains(signal(1_199)));
    assertThat(received.stream().filter(s -> s.number() >= 1_000))
        .isEqualTo(LongStream.range(1_000, 1_200).mapToObj(n -> signal(n)).toList());
  }

  @Test
  @DisplayName(
      "what is stored while the stream is broken is read at once, and the rest by a new one")
  void arrived_streamBroke_missesNothing() {
    bothRun();
    streamOpens();
    received.clear();

    store.proxy().forgetStreams();
    store.proxy().cut();
    writer.send(signal(2_000));
    until("the signal came by polling", () -> received.contains(signal(2_000)));

    until(
        "a new stream brings signals",
        () -> {
          writer.send(signal(2_001));
          return reader.means() == Signals.Means.CHANGE_STREAM;
        });
    assertThat(received.stream().filter(signal(2_000)::equals)).hasSize(1);
  }

  @Test
  void begin_switchedOff_readsByPolling() {
    reader = signals("reader", timers, false);
    reader.received().project(received::add);
    bothRun();

    writer.send(signal(1));
    until("the signal came", () -> received.contains(signal(1)));

    assertThat(reader.means()).isEqualTo(Signals.Means.POLLING);
  }

  @Test
  void end_streamIsOpen_completesWhenItsLastReadMustBeOver() {
    bothRun();
    streamOpens();

    CompletableFuture<Void> ended = reader.end().subscribeAsCompletionStage();

    Eventually.until("the stream of the reader is closed", () -> store.proxy().streams() == 1);
    assertThat(ended).isNotDone();
    timers.advance(SignalStream.LONGEST_READ.multipliedBy(2));
    Eventually.until("the reader has ended", ended::isDone);
  }

  private void until(String what, BooleanSupplier condition) {
    Eventually.until(
        what,
        () -> {
          timers.advance(Duration.ofMillis(200));
          ofWriter.advance(Duration.ofMillis(200));
          return condition.getAsBoolean();
        });
  }

  private static Signal signal(long number) {
    return new Signal(Signal.Kind.JOB, "job-" + number, number);
  }
}
