package dev.sluice.bundle.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.Findings;
import dev.sluice.bundle.Metadata;
import dev.sluice.bundle.SemanticVersion;
import dev.sluice.fields.JsonFields;
import dev.sluice.text.Printable;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code metadata.json} field by field; ignores unknown fields. */
final class MetadataReader {
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  /** A larger timeout counts as milliseconds, because the authors of some packages mean these. */
  private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(3_600);

  private static final BigDecimal MOST_MILLIS = BigDecimal.valueOf(Duration.ofDays(30).toMillis());
  private static final int MOST_TAGS = 100;

  private static final List<String> TEXTS =
      List.of("uuid", "label", "description", "category", "author", "license");
  private static final List<String> TIMES = List.of("created_at", "updated_at");

  private final ObjectNode json;
  private final JsonFields fields;
  private final Findings findings;

  private MetadataReader(ObjectNode json, Findings findings) {
    this.json = json;
    this.fields = new JsonFields(json, "metadata", findings.fieldErrors());
    this.findings = findings;
  }

  /** Returns null without a valid name and version; collects the errors of all fields. */
  static @Nullable Metadata read(ObjectNode json, Findings findings) {
    return new MetadataReader(json, findings).read();
  }

  private @Nullable Metadata read() {
    String name = name();
    SemanticVersion version = version();
    TEXTS.forEach(fields::anyString);
    TIMES.forEach(this::time);
    tags();
    uuid();
    Duration timeout = timeout();
    Long memory = memoryLimit();
    cpuLimit();
    return name == null || version == null
        ? null
        : new Metadata(name, version, timeout, memory, json);
  }

  private @Nullable String name() {
    String name = required("name");
    if (name != null && !NAME.matcher(name).matches()) {
      fields.reject(
          "name",
          "invalid_name",
          "must be 1 to 128 of letters, digits, - and _, is \"" + Printable.excerpt(name) + "\"");
      return null;
    }
    return name;
  }

  private @Nullable SemanticVersion version() {
    String text = required("version");
    if (text == null) {
      return null;
    }
    SemanticVersion version = SemanticVersion.parse(text).orElse(null);
    if (version == null) {
      fields.reject(
          "version",
          "invalid_version",
          "must be a semantic version such as 1.2.3 or 2.0.0-rc.1, is \""
              + Printable.excerpt(text)
              + "\"");
    }
    return version;
  }

  private @Nullable Duration timeout() {
    JsonNode value = fields.any("timeout");
    if (value == null) {
      return null;
    }
    if (!value.isNumber()) {
      return fields.wrongType("timeout", "a number of seconds", value);
    }
    BigDecimal given = value.decimalValue();
    if (given.signum() <= 0 || given.compareTo(MOST_MILLIS) > 0) {
      fields.reject(
          "timeout",
          "out_of_range",
          "must be above 0 and at most "
              + MOST_SECONDS
              + " seconds, or up to "
              + MOST_MILLIS
              + " milliseconds");
      return null;
    }
    boolean millis = given.compareTo(MOST_SECONDS) > 0;
    if (millis) {
      findings.warning(
          path("timeout"),
          "milliseconds",
          "is above " + MOST_SECONDS + ", so it counts as " + value + " milliseconds");
    }
    return Duration.ofMillis(Math.max(1, given.movePointRight(millis ? 0 : 3).longValue()));
  }

  private @Nullable Long memoryLimit() {
    JsonNode value = fields.any("memory_limit");
    if (value == null) {
      return null;
    }
    if (!value.isTextual() && !value.isIntegralNumber()) {
      return fields.wrongType("memory_limit", "a size such as \"64MB\"", value);
    }
    OptionalLong bytes = ByteSize.parse(value.asText());
    if (bytes.isEmpty()) {
      fields.reject("memory_limit", "invalid_size", "must be a size such as \"64MB\"");
      return null;
    }
    if (bytes.getAsLong() > Metadata.MOST_MEMORY) {
      String most = (Metadata.MOST_MEMORY >> 20) + " MiB";
      findings.warning(
          path("memory_limit"), "out_of_range", "is above the limit of a script, " + most);
    }
    return Math.min(bytes.getAsLong(), Metadata.MOST_MEMORY);
  }

  /** Only checks the type: the field has no effect, because a script runs on one thread. */
  private void cpuLimit() {
    JsonNode value = fields.any("cpu_limit");
    if (value != null && !value.isNumber() && !value.isTextual()) {
      findings.warning(path("cpu_limit"), "wrong_type", "is neither a number nor a string");
    }
  }

  private void tags() {
    JsonNode tags = fields.any("tags");
    if (tags == null) {
      return;
    }
    if (!tags.isArray()) {
      fields.wrongType("tags", "an array of strings", tags);
      return;
    }
    if (tags.size() > MOST_TAGS) {
      fields.reject("tags", "too_many", "may have " + MOST_TAGS + " items, has " + tags.size());
    }
    for (int i = 0; i < tags.size(); i++) {
      if (!tags.get(i).isTextual()) {
        fields.wrongType("tags[" + i + "]", "a string", tags.get(i));
      }
    }
  }

  /** Only warns: nothing depends on the value, and older packages have other values here. */
  private void uuid() {
    JsonNode value = json.get("uuid");
    if (value == null || !value.isTextual()) {
      return;
    }
    try {
      if (UUID.fromString(value.textValue()).toString().equalsIgnoreCase(value.textValue())) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // The warning below reports it.
    }
    findings.warning(path("uuid"), "invalid_uuid", "is not a UUID");
  }

  private void time(String field) {
    String text = fields.anyString(field);
    if (text == null) {
      return;
    }
    try {
      OffsetDateTime.parse(text);
    } catch (DateTimeException e) {
      findings.warning(path(field), "invalid_time", "is not a time such as 2026-01-31T12:00:00Z");
    }
  }

  private @Nullable String required(String field) {
    if (fields.any(field) == null) {
      fields.reject(field, "required", "must be given");
      return null;
    }
    return fields.anyString(field);
  }

  private static String path(String field) {
    return "metadata." + field;
  }
}
