package dev.sluice.text;

/** Makes text from outside safe to show in a message, a log line or on a terminal. */
public final class Printable {
  private static final int EXCERPT = 60;

  private Printable() {}

  /**
   * Replaces each control character (C0, DEL, C1), line ends included, and the characters that
   * change the direction or the order of the text around them.
   */
  public static String clean(String text, String replacement) {
    if (text.chars().noneMatch(Printable::isUnsafe)) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    for (char c : text.toCharArray()) {
      if (isUnsafe(c)) {
        clean.append(replacement);
      } else {
        clean.append(c);
      }
    }
    return clean.toString();
  }

  /**
   * @see <a href="https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters">UAX #9,
   *     section 2</a>
   */
  private static boolean isUnsafe(int c) {
    return Character.isISOControl(c)
        || (c >= '\u202A' && c <= '\u202E')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\u200E'
        || c == '\u200F'
        || c == '\u061C'
        || c == '\u2028'
        || c == '\u2029';
  }

  /** The first {@code length} chars and an ellipsis if there are more; splits no surrogate pair. */
  public static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end) + "…";
  }

  /** The start of {@code text}, fit to be quoted in a message: {@code ?} for control characters. */
  public static String excerpt(String text) {
    return excerpt(text, EXCERPT);
  }

  /** As {@link #excerpt(String)}, with up to {@code length} chars. */
  public static String excerpt(String text, int length) {
    return clean(cut(text, length), "?");
  }
}
