package dev.sluice.output;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow; becomes a buffer without another copy. */
public final class Bytes {
  private byte[] array;
  private int length;

  public Bytes(int capacity) {
    array = new byte[Math.max(16, capacity)];
  }

  public void write(byte[] bytes, int offset, int count) {
    ensure(count);
    System.arraycopy(bytes, offset, array, length, count);
    length += count;
  }

  public Bytes write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(bytes, 0, bytes.length);
    return this;
  }

  /** The array behind, with room for {@code more} bytes; {@link #writtenTo} says what was used. */
  byte[] reserve(int more) {
    ensure(more);
    return array;
  }

  void writtenTo(int end) {
    length = end;
  }

  public int length() {
    return length;
  }

  /**
   * How many bytes at the end may belong to a character, or to a line end, that is not there yet.
   */
  public int unfinishedCharacter() {
    if (length > 0 && array[length - 1] == '\r') {
      return 1;
    }
    for (int back = 1; back <= Math.min(3, length); back++) {
      int b = array[length - back] & 0xFF;
      if ((b & 0xC0) != 0x80) {
        int expected = b < 0xC0 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
        return expected > back ? back : 0;
      }
    }
    return 0;
  }

  /** Takes the last {@code count} bytes off. */
  public byte[] cutLast(int count) {
    length -= count;
    return Arrays.copyOfRange(array, length, length + count);
  }

  /** What was written so far, as UTF-8, and starts anew. */
  public String drainToString() {
    String text = new String(array, 0, length, StandardCharsets.UTF_8);
    length = 0;
    return text;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  public Buffer toBuffer() {
    return Buffer.buffer(io.netty.buffer.Unpooled.wrappedBuffer(array, 0, length));
  }

  private void ensure(int more) {
    if (array.length - length < more) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
    }
  }
}
