package dev.sluice.bundle.form;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses sizes with units: {@code 64MB}, {@code 512 KiB}, {@code 1073741824}. */
public final class ByteSize {
  private static final Pattern SHAPE =
      Pattern.compile("(\\d{1,15}) ?(?:([kmg])i?b?|b)?", Pattern.CASE_INSENSITIVE);

  private ByteSize() {}

  /**
   * Returns the size in bytes; {@code k}, {@code m} and {@code g} are powers of 1024 with and
   * without the {@code i}, as in Java's {@code -Xmx}. Empty if {@code text} is not a size, is zero,
   * or exceeds a long.
   */
  public static OptionalLong parse(String text) {
    Matcher matcher = SHAPE.matcher(text.strip());
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    String unit = matcher.group(2);
    int shift =
        unit == null
            ? 0
            : switch (unit.toLowerCase(Locale.ROOT)) {
              case "k" -> 10;
              case "m" -> 20;
              default -> 30;
            };
    long number = Long.parseLong(matcher.group(1));
    boolean fits = number > 0 && number <= Long.MAX_VALUE >> shift;
    return fits ? OptionalLong.of(number << shift) : OptionalLong.empty();
  }
}
