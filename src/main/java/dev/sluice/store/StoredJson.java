package dev.sluice.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.wire.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON that is stored as text. Only Sluice writes it, so text that does not parse is a bug. */
public final class StoredJson {
  private static final ObjectMapper MAPPER = Json.mapper();

  private StoredJson() {}

  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value that came as JSON cannot be written as JSON", e);
    }
  }

  /** The length in UTF-8. */
  public static int bytes(JsonNode value) {
    try {
      return MAPPER.writeValueAsBytes(value).length;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value that came as JSON cannot be written as JSON", e);
    }
  }

  public static @Nullable JsonNode tree(@Nullable String text) {
    return text == null ? null : node(text);
  }

  public static JsonNode node(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored JSON is broken", e);
    }
  }

  public static <T> T as(Class<T> type, String text) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored JSON is broken", e);
    }
  }

  public static Map<String, Object> map(JsonNode node) {
    return MAPPER.convertValue(node, new TypeReference<Map<String, Object>>() {});
  }
}
