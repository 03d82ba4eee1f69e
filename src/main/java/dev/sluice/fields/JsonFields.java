package dev.sluice.fields;

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
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object field by field and collects every error. A field that is absent or null
 * yields null; a field of the wrong type or out of bounds adds an error and yields null too. {@link
 * #finish} adds an error for each field that was never read.
 */
public final class JsonFields {
  private final ObjectNode node;
  private final String path;
  private final FieldErrors errors;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<JsonFields> children = new ArrayList<>();

  public JsonFields(ObjectNode node) {
    this(node, "", new FieldErrors());
  }

  /**
   * @param path of this object, as {@code jobs[3]}, which the names of fields in errors start with
   */
  public JsonFields(ObjectNode node, String path) {
    this(node, path, new FieldErrors());
  }

  /**
   * @param path as above; empty for the outermost object
   * @param errors takes the errors, beside those of other readers
   */
  public JsonFields(ObjectNode node, String path, FieldErrors errors) {
    this.node = node;
    this.path = path.isEmpty() ? "" : path + ".";
    this.errors = errors;
  }

  public void reject(String field, String code, String message) {
    errors.add(path + field, code, message);
  }

  /** As {@link #reject}, unless the field has an error already. */
  public void rejectUnlessRejected(String field, String code, String message) {
    if (!errors.has(path + field)) {
      reject(field, code, message);
    }
  }

  /** Accepts every other field of this object, for when the known fields cannot be determined. */
  public void acceptRest() {
    node.fieldNames().forEachRemaining(known::add);
  }

  /** The fields that were not read, as they are; accepts them. Those that are null are left out. */
  public ObjectNode rest() {
    ObjectNode rest = node.objectNode();
    node.properties()
        .forEach(
            field -> {
              if (!known.contains(field.getKey()) && !field.getValue().isNull()) {
                rest.set(field.getKey(), field.getValue());
              }
            });
    acceptRest();
    return rest;
  }

  /** The value of any type. */
  public @Nullable JsonNode any(String field) {
    known.add(field);
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value;
  }

  /** A string of any length, with any characters. */
  public @Nullable String anyString(String field) {
    JsonNode value = any(field);
    if (value == null) {
      return null;
    }
    return value.isTextual() ? value.textValue() : wrongType(field, "a string", value);
  }

  public @Nullable String string(String field, int maxLength) {
    String text = anyString(field);
    return text == null ? null : checked(field, text, maxLength);
  }

  /**
   * As {@link #string}, and the field must be there.
   *
   * @param expected completes the sentence "The field …", as {@code must name a task}
   */
  public @Nullable String requiredString(String field, int maxLength, String expected) {
    String value = string(field, maxLength);
    if (value == null) {
      rejectUnlessRejected(field, "required", expected);
    }
    return value;
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
    String expected = "must be above " + minExclusive + " and at most " + max;
    return number(field, number -> number > minExclusive && number <= max, expected);
  }

  /** A number from {@code min} to {@code max}. */
  public @Nullable Double numberFrom(String field, double min, double max) {
    String expected = "must be from " + min + " to " + max;
    return number(field, number -> number >= min && number <= max, expected);
  }

  private @Nullable Double number(String field, DoublePredicate isAllowed, String expected) {
    JsonNode value = any(field);
    if (value == null) {
      return null;
    }
    if (!value.isNumber()) {
      return wrongType(field, "a number", value);
    }
    if (!isAllowed.test(value.doubleValue())) {
      reject(field, "out_of_range", expected + ", is " + value);
      return null;
    }
    return value.doubleValue();
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
      String text = item(at, item, maxLength);
      if (text != null) {
        strings.add(text);
      }
    }
    return strings;
  }

  /**
   * @param name matches the name of every entry
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
              String text = item(at, entry.getValue(), maxLength);
              if (text != null) {
                map.put(entry.getKey(), text);
              }
            });
    return map;
  }

  private static boolean isBadKey(String key, int maxLength) {
    return key.isBlank() || key.length() > maxLength || key.indexOf('\0') >= 0;
  }

  /** A reader of a nested object; {@link #finish} covers its fields too. */
  public @Nullable JsonFields object(String field) {
    ObjectNode value = objectNode(field);
    if (value == null) {
      return null;
    }
    JsonFields child = new JsonFields(value, path + field, errors);
    children.add(child);
    return child;
  }

  /** Readers of the objects in an array; {@link #finish} covers their fields too. */
  public List<JsonFields> objects(String field, int maxItems) {
    JsonNode value = any(field);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      wrongType(field, "an array of objects", value);
      return List.of();
    }
    if (value.size() > maxItems) {
      reject(field, "too_many", "may have " + maxItems + " items, has " + value.size());
      return List.of();
    }
    List<JsonFields> items = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      String at = field + "[" + i + "]";
      if (value.get(i) instanceof ObjectNode item) {
        items.add(new JsonFields(item, path + at, errors));
      } else {
        wrongType(at, "an object", value.get(i));
      }
    }
    children.addAll(items);
    return items;
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
   * Call this after every known field was read.
   *
   * @param refusal makes the exception to throw from all errors
   */
  public void finish(Function<List<FieldError>, ? extends RuntimeException> refusal) {
    rejectUnknown();
    if (!errors.isEmpty()) {
      throw refusal.apply(errors.list());
    }
  }

  private void rejectUnknown() {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                reject(
                    name,
                    "unknown_field",
                    "is unknown; the known fields are " + String.join(", ", known));
              }
            });
    children.forEach(JsonFields::rejectUnknown);
  }

  private @Nullable String item(String at, JsonNode item, int maxLength) {
    return item.isTextual()
        ? checked(at, item.textValue(), maxLength)
        : wrongType(at, "a string", item);
  }

  private @Nullable String checked(String field, String text, int maxLength) {
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

  /** Adds the error that {@code value} is not {@code expected}, which has an article. */
  public <T> @Nullable T wrongType(String field, String expected, JsonNode value) {
    reject(field, "wrong_type", "must be " + expected + ", is " + typeOf(value));
    return null;
  }

  /** For messages, with an article. */
  public static String typeOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case BOOLEAN -> "a boolean";
      case NUMBER -> "a number";
      case OBJECT -> "an object";
      case STRING -> "a string";
      default -> "null";
    };
  }
}
