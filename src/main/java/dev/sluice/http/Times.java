package dev.sluice.http;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Points in time as clients write them. */
public final class Times {
  /** What is accepted, for error messages. */
  public static final String SHAPE =
      "an ISO-8601 time with zone, as 2026-01-31T12:00:00Z, of the years 0 to 9999";

  private Times() {}

  /** Nothing for what is no time, or one that the store could not keep. */
  public static Optional<Instant> parse(String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      boolean usual = time.getYear() >= 0 && time.getYear() <= 9_999;
      return usual ? Optional.of(time.toInstant()) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
