package dev.sluice.text;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads ISO-8601 times with a zone, in years that every store and client can represent. */
public final class Times {
  /** Completes the sentence "the field …". */
  public static final String EXPECTED =
      "must be an ISO-8601 time with zone, as 2026-01-31T12:00:00Z, from year 0 to 9999";

  private static final Pattern OFFSET = Pattern.compile("(.+)([+-])([01]\\d|2[0-3]):([0-5]\\d)");

  private Times() {}

  /** Empty if {@code text} is not such a time. */
  public static Optional<Instant> parse(String text) {
    try {
      Matcher offset = OFFSET.matcher(text);
      LocalDateTime time = offset.matches() ? inUtc(offset) : inUtc(text);
      boolean plausible = time.getYear() >= 0 && time.getYear() <= 9_999;
      return plausible ? Optional.of(time.toInstant(ZoneOffset.UTC)) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static LocalDateTime inUtc(String text) {
    return OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
  }

  /** RFC 3339 allows offsets to 23:59, {@link ZoneOffset} to 18:00. */
  private static LocalDateTime inUtc(Matcher offset) {
    Duration east =
        Duration.ofHours(Long.parseLong(offset.group(3)))
            .plusMinutes(Long.parseLong(offset.group(4)));
    LocalDateTime time = LocalDateTime.parse(offset.group(1));
    return offset.group(2).equals("-") ? time.plus(east) : time.minus(east);
  }
}
