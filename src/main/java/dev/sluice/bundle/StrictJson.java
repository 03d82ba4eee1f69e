package dev.sluice.bundle;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.text.WellFormed;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON strictly: UTF-8, no duplicate names, nothing after the end, numbers with all digits.
 * Errors name line and column.
 */
public final class StrictJson {
  public static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /**
   * Beyond a double's range there is nothing that a script could see, and arithmetic with what has
   * a million zeros takes for ever.
   */
  private static final int MAX_EXPONENT = 400;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private StrictJson() {}

  /**
   * @param field which the findings name
   * @return null if it is no JSON that can be kept; the findings say why
   */
  static @Nullable public JsonNode parse(byte[] bytes, String field, Findings findings) {
    String text = decode(bytes);
    if (text == null) {
      findings.error(field, "not_utf8", "is not UTF-8");
      return null;
    }
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    try {
      JsonNode node = MAPPER.readTree(marked ? text.substring(1) : text);
      if (node.isMissingNode()) {
        findings.error(field, "empty", "is empty");
        return null;
      }
      return isKept(node, field, findings) ? node : null;
    } catch (JsonProcessingException e) {
      findings.error(field, "malformed_json", "is not JSON" + where(e) + ": " + firstLine(e));
      return null;
    } catch (NumberFormatException e) {
      // An exponent that does not fit an int is found only when the tree is made.
      findings.error(field, "malformed_json", "is not JSON: has a number out of range");
      return null;
    }
  }

  /** As {@link #parse}, and it must be an object. */
  static @Nullable public ObjectNode parseObject(byte[] bytes, String field, Findings findings) {
    JsonNode node = parse(bytes, field, findings);
    if (node == null || node instanceof ObjectNode) {
      return (ObjectNode) node;
    }
    findings.error(field, "wrong_type", "must be a JSON object, is " + typeOf(node));
    return null;
  }

  static @Nullable public String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Whether all of it can be kept: no number out of range, no half of a surrogate pair. */
  public static boolean isKept(JsonNode node, String field, Findings findings) {
    boolean kept = true;
    if (node.isNumber() && isBeyondUse(node)) {
      findings.error(field, "out_of_range", "must be within the range of a double");
      kept = false;
    }
    if (node.isTextual() && !WellFormed.isWellFormed(node.textValue())) {
      kept = halfCharacter(field, findings);
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      boolean named = WellFormed.isWellFormed(entry.getKey()) || halfCharacter(field, findings);
      kept &= named && isKept(entry.getValue(), field + "." + entry.getKey(), findings);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      kept &= isKept(node.get(i), field + "[" + i + "]", findings);
    }
    return kept;
  }

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

  private static boolean isBeyondUse(JsonNode node) {
    if (!Double.isFinite(node.doubleValue())) {
      return true;
    }
    BigDecimal value = node.decimalValue();
    return Math.abs((long) value.precision() - value.scale()) > MAX_EXPONENT;
  }

  private static boolean halfCharacter(String field, Findings findings) {
    findings.error(field, "invalid_character", "must not hold half of a surrogate pair");
    return false;
  }

  private static String where(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  /** Jackson's own first line; the rest of its text repeats the source and the location. */
  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("no detail");
  }
}
