package dev.sluice.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.fields.StorableJson;
import dev.sluice.fields.SyntaxErrors;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
   * Bounds decimal exponents. A script cannot represent larger numbers, and arithmetic with a
   * number of a million zeros takes too long.
   */
  private static final int MAX_EXPONENT = 400;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private StrictJson() {}

  /**
   * @param field the name of the document in {@code findings}
   * @return null if the bytes are not storable JSON; {@code findings} has the reasons
   */
  public static @Nullable JsonNode parse(byte[] bytes, String field, Findings findings) {
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
      findings.error(field, "malformed_json", SyntaxErrors.notJson(e));
      return null;
    } catch (NumberFormatException e) {
      // Jackson finds an exponent that exceeds an int only when it builds the tree.
      findings.error(field, "malformed_json", "is not JSON: has a number out of range");
      return null;
    }
  }

  /** Like {@link #parse}, for a document that must be an object. */
  public static @Nullable ObjectNode parseObject(byte[] bytes, String field, Findings findings) {
    JsonNode node = parse(bytes, field, findings);
    if (node == null || node instanceof ObjectNode) {
      return (ObjectNode) node;
    }
    findings.error(field, "wrong_type", "must be a JSON object, is " + JsonFields.typeOf(node));
    return null;
  }

  public static @Nullable String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Whether the value is storable: no number out of range, no half of a surrogate pair. */
  public static boolean isKept(JsonNode node, String field, Findings findings) {
    return StorableJson.check(node, field, StrictJson::isBeyondUse, findings.fieldErrors());
  }

  private static boolean isBeyondUse(JsonNode node) {
    if (!Double.isFinite(node.doubleValue())) {
      return true;
    }
    BigDecimal value = node.decimalValue();
    return Math.abs((long) value.precision() - value.scale()) > MAX_EXPONENT;
  }
}
