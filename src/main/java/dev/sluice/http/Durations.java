package dev.sluice.http;

import dev.sluice.text.DurationParser;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations in query parameters: {@code 20s}, {@code 1500ms}, or a plain number of seconds. */
public final class Durations {
  private static final Pattern SHAPE = Pattern.compile("\\d{1,9}(ms|s)?");

  private Durations() {}

  /**
   * @throws ProblemException 400 when it is no duration, or longer than {@code most}
   */
  public static Duration parse(String parameter, String text, Duration most) {
    Optional<Duration> duration =
        SHAPE.matcher(text).matches() ? DurationParser.parse(text) : Optional.empty();
    if (duration.isPresent() && duration.get().compareTo(most) <= 0) {
      return duration.get();
    }
    throw ProblemException.invalid(
        parameter, "out_of_range", "must be as 20s or 1500ms, up to " + most.toSeconds() + "s");
  }
}
