package dev.sluice.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.time.ManualTimers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangedIdsTest {
  private final ManualTimers timers = new ManualTimers();
  private final List<List<String>> reads = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);
  private final ChangedIds changed = new ChangedIds("things", timers, this::read);

  private Uni<Void> read(List<String> ids) {
    reads.add(ids);
    return Uni.createFrom().completionStage(answer);
  }

  @Test
  void add_duringARead_isReadTogetherAfterwards() {
    CompletableFuture<Void> first = new CompletableFuture<>();
    answer = first;
    changed.add("a");
    Eventually.until("the first read runs", () -> reads.size() == 1);

    changed.add("b");
    changed.add("c");
    answer = CompletableFuture.completedFuture(null);
    first.complete(null);

    Eventually.until("the second read ran", () -> reads.size() == 2);
    assertThat(reads.get(1)).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void add_readFails_isReadAgain() {
    answer = CompletableFuture.failedFuture(new IllegalStateException("the store is away"));
    changed.add("a");
    Eventually.until("the failed read ended", () -> timers.waiting() == 1);

    answer = CompletableFuture.completedFuture(null);
    timers.advance(Duration.ofMillis(500));

    Eventually.until("it was read again", () -> reads.size() == 2);
    assertThat(reads.get(1)).containsExactly("a");
  }

  @Test
  void add_moreThanOneQueryReads_readsAllOfThem() {
    CompletableFuture<Void> first = new CompletableFuture<>();
    answer = first;
    changed.add("first");
    Eventually.until("the first read runs", () -> reads.size() == 1);

    IntStream.range(0, 1_200).forEach(i -> changed.add("id-" + i));
    answer = CompletableFuture.completedFuture(null);
    first.complete(null);

    Eventually.until("all were read", () -> reads.stream().mapToInt(List::size).sum() == 1_201);
    assertThat(reads).allSatisfy(ids -> assertThat(ids).hasSizeLessThanOrEqualTo(500));
  }
}
