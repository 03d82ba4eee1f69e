package dev.sluice.text;

/** Well-formed Unicode: a Java or JavaScript string may hold lone surrogates, text may not. */
public final class WellFormed {
  private static final int REPLACEMENT = 0xFFFD;

  private WellFormed() {}

  /** Whether {@code text} holds no lone surrogate. */
  public static boolean isWellFormed(String text) {
    return text.codePoints().noneMatch(WellFormed::isSurrogate);
  }

  /** The same text with U+FFFD for each lone surrogate. */
  public static String of(String text) {
    if (isWellFormed(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(isSurrogate(c) ? REPLACEMENT : c));
    return out.toString();
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
