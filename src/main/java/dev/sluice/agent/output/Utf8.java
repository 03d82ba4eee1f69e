package dev.sluice.agent.output;

/** Where a character of UTF-8 may not be cut. */
final class Utf8 {
  private Utf8() {}

  /**
   * How many bytes at the end of {@code bytes} begin a character that needs more bytes: 0 to 3.
   * What cannot become a character any more is not waited for.
   *
   * @see <a href="https://www.unicode.org/versions/Unicode15.0.0/ch03.pdf">Unicode, table 3-7</a>
   */
  static int incompleteTail(byte[] bytes, int offset, int length) {
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
