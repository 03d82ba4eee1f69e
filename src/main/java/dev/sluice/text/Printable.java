package dev.sluice.text;

/** Makes text from outside safe to show in a message, a log line or on a terminal. */
public final class Printable {
  private static final int EXCERPT = 60;

  private Printable() {}

  /** Replaces each control character (C0, DEL, C1), line ends included. */
  public static String clean(String text, String replacement) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    for (char c : text.toCharArray()) {
      if (Character.isISOControl(c)) {
        clean.append(replacement);
      } else {
        clean.append(c);
      }
    }
    return clean.toString();
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
