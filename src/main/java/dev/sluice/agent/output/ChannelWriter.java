package dev.sluice.agent.output;

import dev.sluice.text.Utf8;
import dev.sluice.wire.output.OutputChannel;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Takes what an attempt prints to one channel and hands it to the shipper: secrets masked, no UTF-8
 * character split. For one thread.
 */
public final class ChannelWriter {
  private final OutputChannel channel;
  private final Shipper shipper;
  private final SecretMask mask;

  /** The start of a character whose other bytes have not arrived. */
  private final byte[] tail = new byte[3];

  private int tailLength;

  private Consumer<ByteBuffer> tap = sent -> {};

  public ChannelWriter(OutputChannel channel, SecretMask mask, Shipper shipper) {
    this.channel = channel;
    this.mask = mask;
    this.shipper = shipper;
  }

  /** Shows what is sent, too, to a reader that must not change or keep the buffer. */
  public ChannelWriter tappedBy(Consumer<ByteBuffer> reader) {
    tap = reader;
    return this;
  }

  /**
   * Writes the first {@code length} bytes of the array, which the caller may reuse afterwards.
   * Blocks while the attempt's buffer is full.
   */
  public void write(byte[] bytes, int length) throws InterruptedException {
    ByteBuffer read = ByteBuffer.wrap(bytes, 0, length);
    emit(mask.masksNothing() ? read : mask.mask(read), false);
  }

  /** Ends the channel: writes the bytes held back so far as they are. */
  public void end() throws InterruptedException {
    emit(mask.rest(), true);
  }

  private void emit(ByteBuffer bytes, boolean last) throws InterruptedException {
    ByteBuffer joined = tailLength > 0 && bytes.remaining() <= tail.length ? join(bytes) : bytes;
    int start = joined.position();
    int end = joined.limit();
    int open =
        last ? 0 : Utf8.incompleteTail(joined.array(), joined.arrayOffset() + start, end - start);
    if (end - open > start) {
      ByteBuffer head = ByteBuffer.wrap(tail, 0, tailLength);
      joined.limit(end - open);
      tap.accept(head.asReadOnlyBuffer());
      tap.accept(joined.asReadOnlyBuffer());
      shipper.append(channel, head, joined);
      tailLength = 0;
    }
    joined.limit(end).position(end - open).get(tail, tailLength, open);
    tailLength += open;
  }

  /** So few bytes may not complete the character: they are judged together with the tail. */
  private ByteBuffer join(ByteBuffer bytes) {
    int added = bytes.remaining();
    byte[] joined = Arrays.copyOf(tail, tailLength + added);
    bytes.get(joined, tailLength, added);
    tailLength = 0;
    return ByteBuffer.wrap(joined);
  }
}
