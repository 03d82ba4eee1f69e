package dev.sluice.cli.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.text.Times;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a record of the older executor. A number may be a string, and a time milliseconds
 * or ISO-8601. Each method returns null for a field that is absent, and throws a {@link
 * RefusedRecord} for one of the wrong type.
 */
final class OldFields {
  /** The end of the year 9999, which every store and client can represent. */
  private static final long LAST_MILLIS = 253_402_300_799_999L;

  private final ObjectNode record;

  OldFields(ObjectNode record) {
    this.record = record;
  }

  /** The text of the first of these fields that is there. */
  @Nullable String text(String... names) {
    for (String name : names) {
      JsonNode value = record.get(name);
      if (value != null && !value.isNull()) {
        if (!value.isTextual()) {
          throw wrong(name, "a string", value);
        }
        return value.textValue();
      }
    }
    return null;
  }

  /** As {@link #text}; a blank one counts as absent. */
  @Nullable String word(String... names) {
    String text = text(names);
    return text == null || text.isBlank() ? null : text;
  }

  @Nullable BigDecimal number(String name) {
    JsonNode value = record.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    try {
      if (value.isNumber() || (value.isTextual() && value.textValue().length() < 64)) {
        return new BigDecimal(value.asText().strip());
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw wrong(name, "a number", value);
  }

  @Nullable Long whole(String name) {
    BigDecimal number = number(name);
    if (number == null) {
      return null;
    }
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      throw new RefusedRecord(name + " must be a whole number, is " + number);
    }
  }

  /** A size in MB: the field {@code name} + {@code Mb}, or {@code name} in bytes. */
  @Nullable Long megabytes(String name) {
    Long megabytes = whole(name + "Mb");
    Long bytes = megabytes == null ? whole(name) : null;
    return bytes == null ? megabytes : Long.valueOf(bytes >> 20);
  }

  @Nullable Instant time(String name) {
    JsonNode value = record.get(name);
    if (value != null && value.isTextual()) {
      Instant time = Times.parse(value.textValue()).orElse(null);
      if (time != null) {
        return time;
      }
    }
    Long millis = whole(name);
    if (millis != null && (millis < 0 || millis > LAST_MILLIS)) {
      throw new RefusedRecord(name + " must be a time in milliseconds, is " + millis);
    }
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  boolean flag(String name) {
    return record.path(name).asBoolean(false);
  }

  private static RefusedRecord wrong(String name, String expected, JsonNode value) {
    String given = value.toString();
    String shown = given.length() > 40 ? given.substring(0, 40) + "…" : given;
    return new RefusedRecord(name + " must be " + expected + ", is " + shown);
  }
}
