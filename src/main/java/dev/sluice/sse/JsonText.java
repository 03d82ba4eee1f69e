package dev.sluice.sse;

import java.nio.ByteBuffer;

/**
 * Writes the output of a process as the inside of a JSON string, in UTF-8. A sequence that is not
 * UTF-8 becomes U+FFFD, one for each maximal subpart, as the Unicode standard (§3.9) recommends and
 * as browsers do. All output of jobs passes through this class, so it copies each byte once and
 * reserves room for a block at a time.
 */
public final class JsonText {
  private static final int BLOCK = 512;
  private static final int LONGEST_ESCAPE = 6;

  /** A sequence may begin in a block and end behind it. */
  private static final int LONGEST_SEQUENCE = 4;

  private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  /**
   * By ASCII byte: 0 for no escape, 1 for a Unicode escape, else the letter after the backslash.
   */
  private static final byte[] ESCAPE = new byte[128];

  static {
    for (int c = 0; c < 0x20; c++) {
      ESCAPE[c] = 1;
    }
    ESCAPE[0x7F] = 1;
    ESCAPE['\n'] = 'n';
    ESCAPE['\r'] = 'r';
    ESCAPE['\t'] = 't';
    ESCAPE['\b'] = 'b';
    ESCAPE['\f'] = 'f';
    ESCAPE['"'] = '"';
    ESCAPE['\\'] = '\\';
  }

  /** Odd, so that text with a period of a power of two is sampled at different places. */
  private static final int SAMPLING = 61;

  private JsonText() {}

  /** An estimate, a little high, of the bytes that {@link #write} needs for {@code text}. */
  public static int expectedLength(ByteBuffer text) {
    byte[] in = text.array();
    int end = text.arrayOffset() + text.limit();
    int sampled = 0;
    int added = 0;
    for (int i = text.arrayOffset() + text.position(); i < end; i += SAMPLING) {
      sampled++;
      byte b = in[i];
      added += b < 0 || ESCAPE[b] == 0 ? 0 : ESCAPE[b] == 1 ? LONGEST_ESCAPE - 1 : 1;
    }
    int length = text.remaining();
    int escapes = sampled == 0 ? 0 : (int) ((long) length * added / sampled);
    return length + escapes + (length + escapes) / 16 + BLOCK * LONGEST_ESCAPE;
  }

  /**
   * @return whether {@code text} is UTF-8: what was written stands for exactly these bytes
   */
  public static boolean write(ByteBuffer text, ByteBuilder out) {
    boolean utf8 = true;
    byte[] in = text.array();
    // The C1 compiler reads a field in each round of a loop; a local variable spares that.
    byte[] escapes = ESCAPE;
    int i = text.arrayOffset() + text.position();
    int end = i + text.remaining();
    while (i < end) {
      int stop = Math.min(end, i + BLOCK);
      byte[] to = out.reserve((stop - i + LONGEST_SEQUENCE) * LONGEST_ESCAPE);
      int at = out.length();
      while (i < stop) {
        byte b = in[i];
        if (b >= 0) {
          byte letter = escapes[b];
          if (letter == 0) {
            to[at++] = b;
          } else if (letter != 1) {
            to[at] = '\\';
            to[at + 1] = letter;
            at += 2;
          } else {
            at = unicodeEscape(b, to, at);
          }
          i++;
        } else {
          int length = sequenceLength(in, i, end);
          utf8 &= length > 0;
          byte[] from = length > 0 ? in : REPLACEMENT;
          int count = length > 0 ? length : REPLACEMENT.length;
          System.arraycopy(from, length > 0 ? i : 0, to, at, count);
          at += count;
          i += Math.abs(length);
        }
      }
      out.writtenTo(at);
    }
    return utf8;
  }

  private static int unicodeEscape(byte b, byte[] to, int at) {
    to[at] = '\\';
    to[at + 1] = 'u';
    to[at + 2] = '0';
    to[at + 3] = '0';
    to[at + 4] = HEX[b >> 4];
    to[at + 5] = HEX[b & 15];
    return at + LONGEST_ESCAPE;
  }

  /**
   * Length of the well-formed sequence that starts at {@code i}; for an ill-formed one, minus the
   * length of the maximal subpart to replace.
   */
  private static int sequenceLength(byte[] in, int i, int end) {
    int lead = in[i] & 0xFF;
    int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0) {
      return -1;
    }
    // The second byte's range is narrower after some leads: overlong forms, surrogates, > U+10FFFF.
    int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    for (int k = 1; k < length; k++) {
      int next = i + k < end ? in[i + k] & 0xFF : -1;
      if (next < low || next > high) {
        return -k;
      }
      low = 0x80;
      high = 0xBF;
    }
    return length;
  }
}
