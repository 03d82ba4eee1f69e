package dev.sluice.text;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads ISO-8601 times with a zone, in years that every store and client can represent. */
public final class Times {
  /** Completes the sentence "the field …". */
  public static final String EXPECTED =
      "must be an ISO-8601 time with zone, as 2026-01-31T12:00:00Z, from year 0 to 9999";

  private Times() {}

  /** Empty if {@code text} is not such a time. */
  public static Optional<Instant> parse(String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
      boolean plausible = time.getYear() >= 0 && time.getYear() <= 9_999;
      return plausible ? Optional.of(time.toInstant()) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
