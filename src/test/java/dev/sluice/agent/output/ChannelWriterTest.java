package dev.sluice.agent.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.call.Reply;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ChannelWriterTest {
  /** Frames as the server stores them; every chunk is accepted at once. */
  private final List<byte[]> frames = new ArrayList<>();

  private final ManualTimers timers = new ManualTimers();

  private final Shipper.Destination server =
      new Shipper.Destination() {
        @Override
        public CompletableFuture<Reply> post(long seq, ByteBuffer body) {
          OutputFrame.read(body).forEach(frame -> frames.add(bytes(frame.bytes())));
          byte[] answer = "{\"next_seq\":1,\"truncated\":false}".getBytes(UTF_8);
          return CompletableFuture.completedFuture(new Reply(200, answer));
        }

        @Override
        public void refused(Reply reply) {
          throw new AssertionError(reply.describe());
        }

        @Override
        public void failed(Throwable failure) {
          throw new AssertionError(failure);
        }
      };

  private final Shipper shipper =
      new Shipper(
          new AttemptRef("job-1", 1),
          server,
          timers,
          new TestClock(),
          new Shipper.Limits(50, 1 << 20),
          new OutputBudget(64 << 20),
          failures -> Duration.ZERO);

  @Test
  void write_characterSplitOverReads_isWholeInOneFrame() throws Exception {
    ChannelWriter writer = writer(List.of());
    byte[] euro = "€".getBytes(UTF_8);

    write(writer, 'a', euro[0]);
    write(writer, euro[1]);
    write(writer, euro[2], 'b');

    assertThat(texts()).containsExactly("a", "€b");
  }

  @Test
  void end_incompleteCharacter_writesItAsItIs() throws Exception {
    ChannelWriter writer = writer(List.of());
    byte[] euro = "€".getBytes(UTF_8);
    write(writer, euro[0], euro[1]);

    writer.end();

    assertThat(joined()).isEqualTo(new byte[] {euro[0], euro[1]});
  }

  @Test
  void write_secretSplitOverReads_isMasked() throws Exception {
    ChannelWriter writer = writer(List.of("hunter2"));

    write(writer, "a hun".getBytes(UTF_8));
    write(writer, "ter2 b".getBytes(UTF_8));
    writer.end();

    assertThat(new String(joined(), UTF_8)).isEqualTo("a *** b");
  }

  @Test
  void write_randomReads_keepsEveryByteAndSplitsNoCharacter() throws Exception {
    Random random = new Random(11);
    StringBuilder text = new StringBuilder();
    random
        .ints(2_000, 0, 4)
        .forEach(i -> text.append(List.of("a", "é", "€", "\uD83D\uDE00").get(i)));
    byte[] all = text.toString().getBytes(UTF_8);
    ChannelWriter writer = writer(List.of());

    for (int at = 0; at < all.length; ) {
      int length = Math.min(all.length - at, random.nextInt(5));
      byte[] read = new byte[8];
      System.arraycopy(all, at, read, 0, length);
      writer.write(read, length);
      timers.advance(Duration.ofMillis(50));
      at += length;
    }
    writer.end();
    timers.advance(Duration.ofMillis(50));

    assertThat(joined()).isEqualTo(all);
    assertThat(texts()).noneMatch(part -> part.contains("\uFFFD"));
  }

  private ChannelWriter writer(List<String> secrets) {
    return new ChannelWriter(OutputChannel.STDOUT, new SecretMask(secrets), shipper);
  }

  private void write(ChannelWriter writer, int... bytes) throws InterruptedException {
    byte[] read = new byte[bytes.length];
    for (int i = 0; i < read.length; i++) {
      read[i] = (byte) bytes[i];
    }
    write(writer, read);
  }

  private void write(ChannelWriter writer, byte[] bytes) throws InterruptedException {
    writer.write(bytes, bytes.length);
    timers.advance(Duration.ofMillis(50));
  }

  private List<String> texts() {
    return frames.stream().map(part -> new String(part, UTF_8)).toList();
  }

  private byte[] joined() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    frames.forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
