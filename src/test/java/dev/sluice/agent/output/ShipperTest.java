package dev.sluice.agent.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.call.OutOfMemory;
import dev.sluice.agent.call.Reply;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ShipperTest {
  private static final long BATCH_MS = 50;
  private static final int BURST = 1_000 / (int) BATCH_MS;
  private static final int CHUNK = PendingChunk.MAX_BYTES - OutputFrame.HEADER_BYTES;
  private static final Reply OK = reply(200, "{\"next_seq\":1,\"truncated\":false}");

  /** One request as the server sees it. */
  private record Post(long seq, String text, CompletableFuture<Reply> reply) {}

  /** A server that answers when the test says so. */
  private static final class Server implements Shipper.Destination {
    final List<Post> posts = new ArrayList<>();
    final List<Reply> refused = new ArrayList<>();
    final List<Throwable> failures = new ArrayList<>();
    boolean failAnswers;

    @Override
    public CompletableFuture<Reply> post(long seq, ByteBuffer frames) {
      StringBuilder text = new StringBuilder();
      OutputFrame.read(frames).forEach(frame -> text.append(UTF_8.decode(frame.bytes())));
      Post post = new Post(seq, text.toString(), new CompletableFuture<>());
      posts.add(post);
      return post.reply();
    }

    @Override
    public void refused(Reply reply) {
      refused.add(reply);
      if (failAnswers) {
        throw new OutOfMemoryError("Java heap space");
      }
    }

    @Override
    public void failed(Throwable failure) {
      failures.add(failure);
    }

    List<String> texts() {
      return posts.stream().map(post -> post.seq() + ":" + post.text()).toList();
    }

    void answer(int post, Reply reply) {
      posts.get(post).reply().complete(reply);
    }

    void cut(int post) {
      posts.get(post).reply().completeExceptionally(new IOException("connection reset"));
    }
  }

  private final Server server = new Server();
  private final ManualTimers timers = new ManualTimers();
  private final OutputBudget budget = new OutputBudget(64 << 20);
  private final Shipper shipper =
      new Shipper(
          new AttemptRef("job-1", 1),
          server,
          timers,
          new TestClock(),
          new Shipper.Limits(BATCH_MS, 4 << 20),
          budget,
          failures -> Duration.ofMillis(1_000L * failures));

  @Test
  void gap_afterOutput_namesTheChunkFromWhichOutputIsMissing() throws Exception {
    append("first");

    shipper.gap("CUT_OFF");
    server.answer(0, OK);

    assertThat(server.texts())
        .containsExactly("0:first", "1:{\"from\":\"1.1\",\"to\":null,\"reason\":\"CUT_OFF\"}");
  }

  @Test
  void append_afterSilence_leavesAtOnce() throws Exception {
    append("first");

    assertThat(server.texts()).containsExactly("0:first");
  }

  @Test
  void append_requestUnderWay_gathersUntilAnswered() throws Exception {
    append("a");
    append("b");
    append("c");
    assertThat(server.texts()).containsExactly("0:a");

    server.answer(0, OK);

    assertThat(server.texts()).containsExactly("0:a", "1:bc");
  }

  @Test
  void append_noRequestUnderWay_leavesAtOnce() throws Exception {
    append("a");
    server.answer(0, OK);

    append("b");

    assertThat(server.texts()).containsExactly("0:a", "1:b");
  }

  @Test
  void append_burstUsedUp_gathersForOneBatchTime() throws Exception {
    useUpBurst();
    append("x");
    append("y");
    assertThat(server.posts).hasSize(BURST);

    timers.advance(Duration.ofMillis(BATCH_MS));

    assertThat(server.texts()).last().isEqualTo(BURST + ":xy");
  }

  @Test
  void append_burstUsedUpAndBatchBytesGathered_leavesAtOnce() throws Exception {
    useUpBurst();

    append("b".repeat(32 << 10));

    assertThat(server.posts).hasSize(BURST + 1);
  }

  @Test
  void append_printsWithoutEnd_postsAreBounded() throws Exception {
    for (int ms = 0; ms < 10_000; ms++) {
      append("line\n");
      server.answer(server.posts.size() - 1, OK);
      timers.advance(Duration.ofMillis(1));
    }

    assertThat(server.posts.size())
        .isBetween(10_000 / (int) BATCH_MS, 10_000 / (int) BATCH_MS + 21);
  }

  @Test
  void append_fullChunkGathered_secondRequestOvertakesButNoThird() throws Exception {
    append("a");
    append("b".repeat(CHUNK));
    append("c".repeat(CHUNK));

    assertThat(server.posts).extracting(Post::seq).containsExactly(0L, 1L);

    server.answer(0, OK);
    assertThat(server.posts).extracting(Post::seq).containsExactly(0L, 1L, 2L);
  }

  @Test
  void answered_noAnswer_sendsTheSameChunkAgainWithBackOff() throws Exception {
    append("a");
    server.cut(0);
    timers.advance(Duration.ofMillis(999));
    assertThat(server.posts).hasSize(1);
    timers.advance(Duration.ofMillis(1));
    server.answer(1, reply(503, ""));
    timers.advance(Duration.ofMillis(2_000));

    assertThat(server.texts()).containsExactly("0:a", "0:a", "0:a");
  }

  @Test
  void answered_overtakingChunkOutOfOrder_isSentAgain() throws Exception {
    append("a");
    append("b".repeat(CHUNK));

    server.answer(1, reply(409, "{\"code\":\"output_out_of_order\"}"));
    timers.advance(Duration.ofSeconds(1));

    assertThat(server.posts).extracting(Post::seq).containsExactly(0L, 1L, 1L);
    assertThat(server.refused).isEmpty();
  }

  @Test
  void answered_firstChunkOutOfOrder_isRefused() throws Exception {
    append("a");

    server.answer(0, reply(409, "{\"code\":\"output_out_of_order\"}"));

    assertThat(server.refused).hasSize(1);
  }

  @Test
  void answered_refused_stopsAndTellsOnce() throws Exception {
    append("a");
    append("b");

    server.answer(0, reply(409, "{\"code\":\"lease_lost\"}"));
    append("c");
    timers.advance(Duration.ofMinutes(1));

    assertThat(server.posts).hasSize(1);
    assertThat(server.refused).extracting(Reply::status).containsExactly(409);
    assertThat(shipper.end()).isCompleted();
  }

  @Test
  void answered_truncated_dropsTheRestButCountsTheChunk() throws Exception {
    append("a");
    append("b");

    server.answer(0, reply(200, "{\"next_seq\":1,\"truncated\":true}"));
    append("c");
    timers.advance(Duration.ofMinutes(1));

    assertThat(server.posts).hasSize(1);
    assertThat(shipper.end()).isCompleted();
    assertThat(shipper.chunks()).isEqualTo(1);
  }

  @Test
  void end_bytesWait_leavesAtOnceAndCompletesWhenAccepted() throws Exception {
    append("a");
    server.answer(0, OK);
    append("b");

    CompletableFuture<Void> delivered = shipper.end();

    assertThat(server.texts()).containsExactly("0:a", "1:b");
    assertThat(delivered).isNotDone();
    server.answer(1, OK);
    assertThat(delivered).isCompleted();
    assertThat(shipper.chunks()).isEqualTo(2);
  }

  @Test
  void end_nothingPrinted_completesWithoutARequest() {
    assertThat(shipper.end()).isCompleted();
    assertThat(server.posts).isEmpty();
    assertThat(shipper.chunks()).isZero();
  }

  @Test
  void abort_requestUnderWay_isNotRepeated() throws Exception {
    append("a");

    shipper.abort();
    server.cut(0);
    timers.advance(Duration.ofMinutes(1));

    assertThat(server.posts).hasSize(1);
    assertThat(shipper.end()).isCompleted();
    assertThat(shipper.chunks()).isZero();
  }

  @Test
  void abort_retryPending_sendsNothingMoreAndFreesTheBudget() throws Exception {
    append("a");
    server.cut(0);

    shipper.abort();
    timers.advance(Duration.ofMinutes(1));

    assertThat(server.posts).hasSize(1);
    assertThat(budget.used()).isZero();
  }

  @Test
  void answered_refused_freesTheBudget() throws Exception {
    append("a");
    append("b");

    server.answer(0, reply(409, "{\"code\":\"lease_lost\"}"));

    assertThat(budget.used()).isZero();
  }

  @Test
  void end_allAccepted_freesTheBudget() throws Exception {
    append("a".repeat(100_000));
    append("b".repeat(100_000));
    server.answer(0, OK);
    server.answer(1, OK);

    shipper.end();

    assertThat(budget.used()).isZero();
  }

  @Test
  void answered_handlingFails_isToldToTheDestination() throws Exception {
    server.failAnswers = true;
    append("a");

    server.answer(0, reply(409, "{\"code\":\"lease_lost\"}"));

    assertThat(server.failures).singleElement().matches(OutOfMemory::isCauseOf);
  }

  private void useUpBurst() throws InterruptedException {
    for (int i = 0; i < BURST; i++) {
      append("a");
      server.answer(i, OK);
    }
  }

  private void append(String text) throws InterruptedException {
    shipper.append(OutputChannel.STDOUT, ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  private static Reply reply(int status, String body) {
    return new Reply(status, body.getBytes(UTF_8));
  }
}
