package dev.sluice.sse;

import dev.sluice.text.Utf8;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes that becomes a buffer without another copy. */
public final class ByteBuilder {
  private byte[] array;
  private int length;

  public ByteBuilder(int capacity) {
    array = new byte[Math.max(16, capacity)];
  }

  public void write(byte[] bytes, int offset, int count) {
    ensure(count);
    System.arraycopy(bytes, offset, array, length, count);
    length += count;
  }

  /** Appends {@code text} as UTF-8. */
  public ByteBuilder write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(bytes, 0, bytes.length);
    return this;
  }

  /** The backing array, with room for {@code more} bytes; {@link #writtenTo} sets the length. */
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

  public boolean isEmpty() {
    return length == 0;
  }

  /** How many bytes at the end may belong to a character, or a line end, that continues later. */
  public int unfinishedCharacter() {
    if (length > 0 && array[length - 1] == '\r') {
      return 1;
    }
    return Utf8.incompleteTail(array, 0, length);
  }

  /** Removes the last {@code count} bytes and returns them. */
  public byte[] cutLast(int count) {
    length -= count;
    return Arrays.copyOfRange(array, length, length + count);
  }

  /** Removes all bytes and returns them as text, decoded from UTF-8. */
  public String drainToString() {
    String text = new String(array, 0, length, StandardCharsets.UTF_8);
    length = 0;
    return text;
  }

  /** A view of the bytes; nothing may be written afterwards. */
  public Buffer toBuffer() {
    return Buffer.buffer(Unpooled.wrappedBuffer(array, 0, length));
  }

  private void ensure(int more) {
    if (array.length - length < more) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
    }
  }
}
