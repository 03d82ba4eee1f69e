package dev.sluice.agent.output;

import dev.sluice.text.Utf8;
import dev.sluice.wire.OutputChannel;
import java.util.Arrays;

/**
 * One stream of an attempt, from the bytes as they were read to the frames as they leave: secrets
 * masked, no character cut. Used by one thread.
 */
public final class ChannelWriter {
  private final OutputChannel channel;
  private final Shipper shipper;
  private final SecretMask mask;
  private final byte[] tail = new byte[3];
  private int tailLength;

  public ChannelWriter(OutputChannel channel, SecretMask mask, Shipper shipper) {
    this.channel = channel;
    this.mask = mask;
    this.shipper = shipper;
  }

  /** Blocks while the attempt's buffer is full. The array may be used again afterwards. */
  public void write(byte[] bytes, int length) throws InterruptedException {
    Piece piece = new Piece(bytes, 0, length);
    emit(mask.masksNothing() ? piece : mask.mask(piece), false);
  }

  /** The stream has ended: what was held back goes out as it is. */
  public void end() throws InterruptedException {
    emit(mask.rest(), true);
  }

  private void emit(Piece piece, boolean last) throws InterruptedException {
    if (tailLength > 0 && piece.length() <= tail.length) {
      // So short that the character may still be incomplete: judge both parts as one.
      byte[] joined = Arrays.copyOf(tail, tailLength + piece.length());
      System.arraycopy(piece.array(), piece.offset(), joined, tailLength, piece.length());
      piece = new Piece(joined, 0, joined.length);
      tailLength = 0;
    }
    int open = last ? 0 : Utf8.incompleteTail(piece.array(), piece.offset(), piece.length());
    int whole = piece.length() - open;
    if (whole > 0) {
      Piece head = tailLength == 0 ? Piece.EMPTY : new Piece(tail, 0, tailLength);
      shipper.append(channel, head, new Piece(piece.array(), piece.offset(), whole));
      tailLength = 0;
    }
    System.arraycopy(piece.array(), piece.offset() + whole, tail, tailLength, open);
    tailLength += open;
  }
}
