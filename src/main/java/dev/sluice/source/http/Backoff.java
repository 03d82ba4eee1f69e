package dev.sluice.source.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long to wait before one asks again. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private Backoff() {}

  /**
   * Doubles with each try up to half a minute; half of it is left to chance, so that many who
   * failed together do not come back together.
   *
   * @param tries that have failed, from 1
   * @param jitter from 0 to 1
   */
  static Duration after(int tries, double jitter) {
    long doubled = FIRST.toMillis() << Math.min(tries - 1, 20);
    long capped = Math.min(doubled, LONGEST.toMillis());
    return Duration.ofMillis((long) (capped * (0.5 + jitter / 2)));
  }

  /**
   * A {@code Retry-After} of seconds or a date (RFC 9110, section 10.2.3); empty if it is neither.
   */
  static Optional<Duration> asked(String retryAfter, Clock clock) {
    String text = retryAfter.strip();
    if (text.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(clock.instant(), at);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
