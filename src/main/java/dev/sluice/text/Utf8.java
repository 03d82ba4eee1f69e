package dev.sluice.text;

import java.nio.ByteBuffer;

/** Finds where UTF-8 may be cut without splitting a character. */
public final class Utf8 {
  private Utf8() {}

  /** Whether {@code b} continues a character rather than starting one. */
  public static boolean isContinuation(byte b) {
    return (b & 0xC0) == 0x80;
  }

  /**
   * The largest length up to {@code length} bytes, counted from the buffer's position, that splits
   * no character. In bytes that are not UTF-8 it is {@code length} itself.
   */
  public static int cutBefore(ByteBuffer bytes, int length) {
    if (length >= bytes.remaining()) {
      return bytes.remaining();
    }
    for (int end = length; end >= 0 && end > length - 4; end--) {
      if (!isContinuation(bytes.get(bytes.position() + end))) {
        return end;
      }
    }
    return length;
  }

  /**
   * How many bytes at the end of the given range start a character that needs more bytes: 0 to 3. A
   * sequence that no further byte can make valid counts as complete.
   *
   * @see <a href="https://www.unicode.org/versions/Unicode15.0.0/ch03.pdf">Unicode, table 3-7</a>
   */
  public static int incompleteTail(byte[] bytes, int offset, int length) {
    for (int back = 1; back <= Math.min(3, length); back++) {
      int at = offset + length - back;
      int lead = bytes[at] & 0xff;
      if (lead < 0x80) {
        return 0;
      }
      if (lead >= 0xc0) {
        boolean open = back < charLength(lead) && (back == 1 || mayFollow(lead, bytes[at + 1]));
        return open ? back : 0;
      }
    }
    return 0;
  }

  private static int charLength(int lead) {
    if (lead < 0xc2 || lead > 0xf4) {
      return 1;
    }
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  }

  private static boolean mayFollow(int lead, byte second) {
    int value = second & 0xff;
    return switch (lead) {
      case 0xe0 -> value >= 0xa0;
      case 0xed -> value < 0xa0;
      case 0xf0 -> value >= 0x90;
      case 0xf4 -> value < 0x90;
      default -> true;
    };
  }
}
