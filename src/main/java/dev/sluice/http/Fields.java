package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.text.Times;
import dev.sluice.wire.FieldError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object field by field and collects everything that is wrong with it, so that a
 * client hears of all its mistakes at once. A field that is absent or null yields null; one of the
 * wrong type or out of bounds is reported and yields null too. Fields that nobody asked for are
 * reported by {@link #finish}.
 */
public final class Fields {
  /** What a label may be called; stores give no meaning to such a name. */
  public static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,127}");

  private final ObjectNode node;
  private final String path;
  private final List<FieldError> errors;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<Fields> children = new ArrayList<>();

  public Fields(ObjectNode node) {
    this(node, "", new ArrayList<>());
  }

  /**
   * @param path of this object in the body, as {@code jobs[3]}; errors are named from there on
   */
  public Fields(ObjectNode node, String path) {
    this(node, path + ".", new ArrayList<>());
  }

  private Fields(ObjectNode node, String path, List<FieldError> errors) {
    this.node = node;
    this.path = path;
    this.errors = errors;
  }

  public void reject(String field, String code, String message) {
    errors.add(new FieldError(path + field, code, message));
  }

  /** As {@link #reject}, unless something was found wrong with that field already. */
  public void rejectUnlessRejected(String field, String code, String message) {
    if (errors.stream().noneMatch(error -> error.field().equals(path + field))) {
      reject(field, code, message);
    }
  }

  /** Reports no unknown fields of this object: what is known could not be found out. */
  public void acceptRest() {
    node.fieldNames().forEachRemaining(known::add);
  }

  /** The value whatever its type; counts as asked for. */
  public @Nullable JsonNode any(String field) {
    known.add(field);
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value;
  }

  public @Nullable String string(String field, int maxLength) {
    JsonNode value = any(field);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      return wrongType(field, "a string", value);
    }
    return text(field, value, maxLength);
  }

  public @Nullable Boolean bool(String field) {
    JsonNode value = any(field);
    if (value == null || value.isBoolean()) {
      return value == null ? null : value.booleanValue();
    }
    return wrongType(field, "true or false", value);
  }

  public @Nullable Long integer(String field, long min, long max) {
    JsonNode value = any(field);
    if (value == null) {
      return null;
    }
    if (!value.canConvertToExactIntegral()) {
      return wrongType(field, "a whole number", value);
    }
    if (!value.canConvertToLong() || value.longValue() < min || value.longValue() > max) {
      reject(field, "out_of_range", "must be from " + min + " to " + max + ", is " + value);
      return null;
    }
    return value.longValue();
  }

  /** A number above {@code minExclusive}, up to {@code max}. */
  public @Nullable Double number(String field, double minExclusive, double max) {
    JsonNode value = any(field);
    if (value == null) {
      return null;
    }
    if (!value.isNumber()) {
      return wrongType(field, "a number", value);
    }
    double number = value.doubleValue();
    if (!(number > minExclusive && number <= max)) {
      reject(
          field,
          "out_of_range",
          "must be above " + minExclusive + " and at most " + max + ", is " + value);
      return null;
    }
    return number;
  }

  public @Nullable Instant instant(String field) {
    String text = string(field, 64);
    if (text == null) {
      return null;
    }
    Instant time = Times.parse(text).orElse(null);
    if (time == null) {
      reject(field, "invalid_time", Times.EXPECTED);
    }
    return time;
  }

  public List<String> strings(String field, int maxItems, int maxLength) {
    JsonNode value = any(field);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      wrongType(field, "an array of strings", value);
      return List.of();
    }
    if (value.size() > maxItems) {
      reject(field, "too_many", "may have " + maxItems + " items, has " + value.size());
      return List.of();
    }
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      String at = field + "[" + i + "]";
      JsonNode item = value.get(i);
      String text = item.isTextual() ? text(at, item, maxLength) : wrongType(at, "a string", item);
      if (text != null) {
        strings.add(text);
      }
    }
    return strings;
  }

  /**
   * @param name what an entry may be called
   */
  public Map<String, String> stringMap(String field, Pattern name, int maxItems, int maxLength) {
    ObjectNode value = objectNode(field);
    if (value == null) {
      return Map.of();
    }
    if (value.size() > maxItems) {
      reject(field, "too_many", "may have " + maxItems + " entries, has " + value.size());
      return Map.of();
    }
    Map<String, String> map = new LinkedHashMap<>();
    value
        .properties()
        .forEach(
            entry -> {
              String at = field + "." + entry.getKey();
              if (isBadKey(entry.getKey(), maxLength)) {
                reject(at, "invalid_name", "must be a name of up to " + maxLength + " characters");
                return;
              }
              if (!name.matcher(entry.getKey()).matches()) {
                reject(at, "invalid_name", "must have a name that matches " + name);
                return;
              }
              JsonNode item = entry.getValue();
              String text =
                  item.isTextual() ? text(at, item, maxLength) : wrongType(at, "a string", item);
              if (text != null) {
                map.put(entry.getKey(), text);
              }
            });
    return map;
  }

  private static boolean isBadKey(String key, int maxLength) {
    return key.isBlank() || key.length() > maxLength || key.indexOf('\0') >= 0;
  }

  /** A nested object to read in turn; its unknown fields are reported along with this one's. */
  public @Nullable Fields object(String field) {
    ObjectNode value = objectNode(field);
    if (value == null) {
      return null;
    }
    Fields child = new Fields(value, path + field + ".", errors);
    children.add(child);
    return child;
  }

  /** A nested object as it is. */
  public @Nullable ObjectNode objectNode(String field) {
    JsonNode value = any(field);
    if (value == null || value instanceof ObjectNode) {
      return (ObjectNode) value;
    }
    return wrongType(field, "an object", value);
  }

  /**
   * To be called when everything was asked for.
   *
   * @throws ProblemException naming every field at fault
   */
  public void finish() {
    reportUnknown();
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
  }

  private void reportUnknown() {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                reject(
                    name,
                    "unknown_field",
                    "is not known here; known are " + String.join(", ", known));
              }
            });
    children.forEach(Fields::reportUnknown);
  }

  private @Nullable String text(String field, JsonNode value, int maxLength) {
    String text = value.textValue();
    int length = text.codePointCount(0, text.length());
    if (length > maxLength) {
      reject(field, "too_long", "may have " + maxLength + " characters, has " + length);
      return null;
    }
    if (text.indexOf('\0') >= 0) {
      reject(field, "invalid_character", "must not hold a NUL character");
      return null;
    }
    return text;
  }

  private <T> @Nullable T wrongType(String field, String expected, JsonNode value) {
    String is = value.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    reject(field, "wrong_type", "must be " + expected + ", is " + is);
    return null;
  }
}
