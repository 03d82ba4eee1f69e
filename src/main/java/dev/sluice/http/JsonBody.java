package dev.sluice.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.sluice.fields.FieldErrors;
import dev.sluice.fields.StorableJson;
import dev.sluice.fields.SyntaxErrors;
import dev.sluice.wire.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request body as JSON whatever its content type, so that plain {@code curl -d} works.
 * Syntax errors carry line and column.
 */
public final class JsonBody {
  /** A string is not coerced into a number or a boolean, nor the reverse. */
  private static final ObjectMapper MAPPER =
      Json.configure(
          JsonMapper.builder()
              .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
              .withCoercionConfig(
                  LogicalType.Textual,
                  text ->
                      text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                          .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                          .setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
              .build());

  private static final ObjectReader STRICT =
      MAPPER
          .reader()
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private JsonBody() {}

  /**
   * @throws ProblemException 400 when the body is empty, broken or not an object
   */
  public static ObjectNode object(byte @Nullable [] body) {
    ObjectNode object = parsed(body);
    checkStorable(object, "");
    return object;
  }

  /**
   * Like {@link #object}; the caller must pass its parts to {@link #checkStorable}.
   *
   * @throws ProblemException 400 when the body is empty, broken or not an object
   */
  public static ObjectNode parsed(byte @Nullable [] body) {
    if (body == null || body.length == 0) {
      throw ProblemException.invalid("body", "empty_body", "must be a JSON object, is empty");
    }
    JsonNode node = parse(body);
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ProblemException.invalid("body", "wrong_type", "must be a JSON object");
  }

  /**
   * @param path of the object in the body, empty for the whole
   * @throws ProblemException 400 naming a value that is valid JSON and cannot be stored
   */
  public static void checkStorable(ObjectNode object, String path) {
    FieldErrors errors = new FieldErrors();
    StorableJson.check(object, path, JsonBody::isBeyondDouble, errors);
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors.list());
    }
  }

  private static boolean isBeyondDouble(JsonNode number) {
    return number.isFloatingPointNumber() && !Double.isFinite(number.doubleValue());
  }

  /**
   * The body as one of the wire's records.
   *
   * @throws ProblemException 400 when it does not match, naming the field
   */
  public static <T> T as(Class<T> type, byte @Nullable [] body) {
    ObjectNode node = object(body);
    try {
      return MAPPER.treeToValue(node, type);
    } catch (JsonProcessingException e) {
      throw ProblemException.invalid(fieldOf(e), "wrong_type", "is not of the expected type");
    }
  }

  private static JsonNode parse(byte[] body) {
    try {
      return STRICT.readTree(body);
    } catch (JsonProcessingException e) {
      throw ProblemException.invalid("body", "malformed_json", SyntaxErrors.notJson(e));
    } catch (IOException e) {
      throw ProblemException.invalid("body", "malformed_json", "cannot be read as JSON");
    }
  }

  private static String fieldOf(JsonProcessingException e) {
    if (e instanceof com.fasterxml.jackson.databind.JsonMappingException mapping
        && !mapping.getPath().isEmpty()) {
      StringBuilder path = new StringBuilder();
      mapping
          .getPath()
          .forEach(
              step -> {
                if (step.getFieldName() == null) {
                  path.append('[').append(step.getIndex()).append(']');
                } else {
                  path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
                }
              });
      return path.toString();
    }
    return "body";
  }
}
