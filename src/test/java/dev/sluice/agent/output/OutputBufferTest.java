package dev.sluice.agent.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@SuppressWarnings("NullAway") // a null would fail the test that it belongs to
class OutputBufferTest {
  private static final int LIMIT = 100;
  private static final int BUDGET = 8 << 20;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final OutputBudget budget = new OutputBudget(BUDGET);
  private final AtomicLong nanoTime = new AtomicLong();
  private final OutputBuffer buffer = new OutputBuffer(LIMIT, budget, nanoTime::get);

  @Test
  void append_sameChannel_lengthensTheFrame() throws Exception {
    append(OutputChannel.STDOUT, 5, "ab");
    append(OutputChannel.STDOUT, 6, "c");
    append(OutputChannel.STDERR, 7, "d");
    append(OutputChannel.STDOUT, 8, "e");

    assertThat(frames(buffer.take())).containsExactly("STDOUT@5 abc", "STDERR@7 d", "STDOUT@8 e");
  }

  @Test
  void append_progress_hasAFrameForEachEvent() throws Exception {
    append(OutputChannel.PROGRESS, 1, "{}");
    append(OutputChannel.PROGRESS, 2, "[]");

    assertThat(frames(buffer.take())).containsExactly("PROGRESS@1 {}", "PROGRESS@2 []");
  }

  @Test
  void append_head_landsInTheSameFrame() throws Exception {
    buffer.append(OutputChannel.STDOUT, 1, wrap("he"), wrap("ad"));

    assertThat(frames(buffer.take())).containsExactly("STDOUT@1 head");
  }

  @Test
  void append_moreThanAChunk_startsAnother() throws Exception {
    OutputBuffer large = new OutputBuffer(4 << 20, budget, nanoTime::get);
    ByteBuffer piece = ByteBuffer.allocate(300 << 10);
    for (int i = 0; i < 3; i++) {
      large.append(OutputChannel.STDOUT, 1, ByteBuffer.allocate(0), piece.duplicate());
    }

    PendingChunk first = large.take();
    PendingChunk second = large.take();

    assertThat(List.of(first.seq(), second.seq())).containsExactly(0L, 1L);
    assertThat(first.size()).isLessThanOrEqualTo(PendingChunk.MAX_BYTES);
    assertThat(large.take().seq()).isEqualTo(2);
    assertThat(large.take()).isNull();
  }

  @Test
  void append_largerThanTheLimit_isTakenWhenEmpty() throws Exception {
    append(OutputChannel.STDOUT, 1, "x".repeat(2 * LIMIT));

    assertThat(buffer.waiting()).isEqualTo(OutputFrame.HEADER_BYTES + 2 * LIMIT);
  }

  @Test
  void append_full_waitsUntilAChunkIsAccepted() throws Exception {
    append(OutputChannel.STDOUT, 1, "x".repeat(80));
    CompletableFuture<Void> blocked = appendOnAnotherThread("y".repeat(20));
    awaitStalled();
    PendingChunk sent = buffer.take();
    assertThat(buffer.stalled()).as("requests under way count").isTrue();

    buffer.accepted(sent);

    blocked.get(20, TimeUnit.SECONDS);
    assertThat(buffer.stalled()).isFalse();
    assertThat(frames(buffer.take())).containsExactly("STDOUT@9 " + "y".repeat(20));
  }

  @Test
  void append_budgetUsedUpByAnother_waitsUntilThatOneFrees() throws Exception {
    OutputBuffer greedy = new OutputBuffer(2 * BUDGET, budget, nanoTime::get);
    greedy.append(OutputChannel.STDOUT, 1, NOTHING, ByteBuffer.allocate(BUDGET));
    append(OutputChannel.STDOUT, 1, "a");
    PendingChunk own = buffer.take();
    CompletableFuture<Void> blocked = appendOnAnotherThread("b");
    awaitStalled();

    greedy.accepted(greedy.take());

    blocked.get(20, TimeUnit.SECONDS);
    buffer.accepted(own);
    assertThat(frames(buffer.take())).containsExactly("STDOUT@9 b");
  }

  @Test
  void append_budgetUsedUpButNothingHeld_takesOneWrite() throws Exception {
    budget.take(2 * BUDGET);

    append(OutputChannel.STDOUT, 1, "x".repeat(70_000));

    assertThat(buffer.waiting()).isEqualTo(OutputFrame.HEADER_BYTES + 70_000);
  }

  @Test
  void append_manyAttemptsAgainstADeadServer_holdNoMoreThanTheBudgetAndOneWriteEach()
      throws Exception {
    int attempts = 32;
    int write = 64 << 10;
    List<Thread> threads = new ArrayList<>();
    List<OutputBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < attempts; i++) {
      OutputBuffer one = new OutputBuffer(4 << 20, budget, nanoTime::get);
      buffers.add(one);
      threads.add(printsWithoutEnd(one, write));
    }

    for (OutputBuffer one : buffers) {
      awaitStalled(one);
    }

    long perAttempt = (write + OutputFrame.HEADER_BYTES) * 4L;
    assertThat(budget.used()).isBetween(BUDGET / 2L, BUDGET + attempts * perAttempt);
    buffers.forEach(OutputBuffer::discard);
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
    assertThat(budget.used()).isZero();
  }

  @Test
  void append_slowServerAndLittleBudget_losesNoByteAndEnds() throws Exception {
    OutputBudget small = new OutputBudget(100_000);
    List<Thread> printers = new ArrayList<>();
    List<OutputBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      OutputBuffer one = new OutputBuffer(1 << 20, small, nanoTime::get);
      buffers.add(one);
      printers.add(prints(one, 50, 30_000));
    }

    long[] received = new long[buffers.size()];
    while (printers.stream().anyMatch(Thread::isAlive) || !allEmpty(buffers)) {
      for (int i = 0; i < received.length; i++) {
        received[i] += acceptOne(buffers.get(i));
      }
    }

    assertThat(received).containsOnly(50L * 30_000);
  }

  @Test
  void stalledNanos_threadWaits_countsUntilItGoesOn() throws Exception {
    append(OutputChannel.STDOUT, 1, "x".repeat(80));
    CompletableFuture<Void> blocked = appendOnAnotherThread("y".repeat(20));
    awaitStalled();
    nanoTime.addAndGet(7_000);
    assertThat(buffer.stalledNanos()).isEqualTo(7_000);

    buffer.accepted(buffer.take());
    blocked.get(20, TimeUnit.SECONDS);
    nanoTime.addAndGet(1_000_000);

    assertThat(buffer.stalledNanos()).isEqualTo(7_000);
  }

  @Test
  void accepted_idleAndBudgetScarce_keepsNoArray() throws Exception {
    append(OutputChannel.STDOUT, 1, "x");
    budget.take(BUDGET / 2);

    buffer.accepted(buffer.take());

    assertThat(budget.used()).isEqualTo(BUDGET / 2);
  }

  @Test
  void end_arrayKept_isFreed() throws Exception {
    append(OutputChannel.STDOUT, 1, "x");
    buffer.accepted(buffer.take());
    assertThat(budget.used()).isPositive();

    buffer.end();

    assertThat(budget.used()).isZero();
  }

  @Test
  void accepted_chunk_isReusedEmpty() throws Exception {
    append(OutputChannel.STDOUT, 1, "long before");
    PendingChunk first = buffer.take();
    buffer.accepted(first);

    append(OutputChannel.STDERR, 2, "short");

    PendingChunk second = buffer.take();
    assertThat(second).isSameAs(first);
    assertThat(second.seq()).isEqualTo(1);
    assertThat(frames(second)).containsExactly("STDERR@2 short");
  }

  @Test
  void discard_threadWaits_dropsAllAndReleasesIt() throws Exception {
    append(OutputChannel.STDOUT, 1, "x".repeat(80));
    CompletableFuture<Void> blocked = appendOnAnotherThread("y".repeat(80));
    awaitStalled();

    buffer.discard();

    blocked.get(20, TimeUnit.SECONDS);
    append(OutputChannel.STDOUT, 1, "more");
    assertThat(buffer.waiting()).isZero();
    assertThat(buffer.take()).isNull();
  }

  @Test
  void end_bytesWait_keepsThemAndTakesNoMore() throws Exception {
    append(OutputChannel.STDOUT, 1, "last");

    buffer.end();
    append(OutputChannel.STDOUT, 1, "late");

    assertThat(frames(buffer.take())).containsExactly("STDOUT@1 last");
    assertThat(buffer.take()).isNull();
  }

  private void append(OutputChannel channel, long at, String text) throws InterruptedException {
    buffer.append(channel, at, ByteBuffer.allocate(0), wrap(text));
  }

  private CompletableFuture<Void> appendOnAnotherThread(String text) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            append(OutputChannel.STDOUT, 9, text);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void awaitStalled() {
    awaitStalled(buffer);
  }

  private static void awaitStalled(OutputBuffer one) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!one.stalled()) {
      assertThat(System.nanoTime() - until).as("no write waits").isNegative();
      Thread.onSpinWait();
    }
  }

  private static Thread printsWithoutEnd(OutputBuffer to, int write) {
    return prints(to, Integer.MAX_VALUE, write);
  }

  private static Thread prints(OutputBuffer to, int times, int write) {
    Thread thread =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < times && !Thread.interrupted(); i++) {
                  to.append(OutputChannel.STDOUT, 1, NOTHING, ByteBuffer.allocate(write));
                }
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    return thread;
  }

  private static boolean allEmpty(List<OutputBuffer> buffers) {
    return buffers.stream().allMatch(one -> one.waiting() == 0);
  }

  /** Bytes of output that the server got. */
  private static long acceptOne(OutputBuffer one) {
    PendingChunk chunk = one.take();
    if (chunk == null) {
      return 0;
    }
    long bytes =
        OutputFrame.read(chunk.body()).stream().mapToLong(f -> f.bytes().remaining()).sum();
    one.accepted(chunk);
    return bytes;
  }

  private static ByteBuffer wrap(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static List<String> frames(PendingChunk chunk) {
    return OutputFrame.read(chunk.body()).stream()
        .map(f -> f.channel() + "@" + f.at() + " " + UTF_8.decode(f.bytes()))
        .toList();
  }
}
