package dev.sluice.http;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in query parameters: {@code 20s}, {@code 1500ms}, or a plain number of seconds. */
public final class Durations {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,9})(ms|s)?");

  private Durations() {}

  /**
   * @throws ProblemException 400 when it is no duration, or longer than {@code most}
   */
  public static Duration parse(String parameter, String text, Duration most) {
    Matcher matcher = SHAPE.matcher(text);
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      Duration duration =
          "ms".equals(matcher.group(2)) ? Duration.ofMillis(number) : Duration.ofSeconds(number);
      if (duration.compareTo(most) <= 0) {
        return duration;
      }
    }
    throw ProblemException.invalid(
        parameter, "out_of_range", "must be as 20s or 1500ms, up to " + most.toSeconds() + "s");
  }
}
