package dev.sluice.text;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations: {@code 90} (seconds), {@code 1.5s}, {@code 500ms}, {@code 5m}, {@code 2h}. */
public final class DurationParser {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(ms|s|m|h|d)?");

  private DurationParser() {}

  /** To the millisecond; empty if {@code text} is not a duration. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(2) == null ? "s" : matcher.group(2);
    double millis =
        switch (unit) {
          case "ms" -> 1;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          case "d" -> 86_400_000;
          default -> 1_000;
        };
    return Optional.of(
        Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * millis)));
  }
}
