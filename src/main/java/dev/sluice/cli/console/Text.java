package dev.sluice.cli.console;

import dev.sluice.text.Printable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How values look to people. */
public final class Text {
  private Text() {}

  /** Without anything that could move a terminal's cursor or change its colours. */
  public static String clean(String text) {
    return Printable.clean(text, " ");
  }

  /** At most {@code width} characters, the last an ellipsis where something is missing. */
  public static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
  }

  /** The time between two instants in its greatest unit, as {@code 3m}; {@code -} when unknown. */
  public static String between(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? "-" : length(Duration.between(from, to));
  }

  static String length(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m";
    }
    return seconds < 48 * 3600 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }

  /** A number of cores: {@code 2} rather than {@code 2.0}. */
  public static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
