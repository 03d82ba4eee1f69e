package dev.sluice.sse;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decodes as §3.9 of the Unicode standard recommends, slowly: U+FFFD for each maximal subpart,
 * found by trying what could complete it.
 */
final class Utf8Reference {
  private static final int[] CONTINUATIONS = {0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF};

  private Utf8Reference() {}

  static String decode(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < bytes.length) {
      int length = characterAt(bytes, at);
      if (length > 0) {
        text.append(new String(bytes, at, length, StandardCharsets.UTF_8));
      } else {
        length = maximalSubpartAt(bytes, at);
        text.append('\uFFFD');
      }
      at += length;
    }
    return text.toString();
  }

  private static int characterAt(byte[] bytes, int at) {
    for (int length = 1; length <= 4 && at + length <= bytes.length; length++) {
      if (isCharacter(Arrays.copyOfRange(bytes, at, at + length))) {
        return length;
      }
    }
    return 0;
  }

  private static int maximalSubpartAt(byte[] bytes, int at) {
    int longest = 1;
    for (int length = 2; length <= 3 && at + length <= bytes.length; length++) {
      if (canBecomeCharacter(Arrays.copyOfRange(bytes, at, at + length))) {
        longest = length;
      }
    }
    return longest;
  }

  private static boolean canBecomeCharacter(byte[] start) {
    if (start.length > 4) {
      return false;
    }
    for (int next : CONTINUATIONS) {
      byte[] longer = Arrays.copyOf(start, start.length + 1);
      longer[start.length] = (byte) next;
      if (isCharacter(longer) || (longer.length < 4 && canBecomeCharacter(longer))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isCharacter(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.codePointCount(0, text.length()) == 1;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
