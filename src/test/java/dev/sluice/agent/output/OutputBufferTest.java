package dev.sluice.agent.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@SuppressWarnings("NullAway") // a null would fail the test that it belongs to
class OutputBufferTest {
  private static final int LIMIT = 100;

  private final OutputBuffer buffer = new OutputBuffer(LIMIT);

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
    OutputBuffer large = new OutputBuffer(4 << 20);
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
    while (!buffer.stalled()) {
      Thread.onSpinWait();
    }
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
