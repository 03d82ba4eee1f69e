package dev.sluice.agent.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Replaces every occurrence of a secret in texts by {@code ***}. In JSON it looks at names and
 * strings as they are meant, so that no escape hides a secret.
 */
public final class JsonMask {
  private static final String MASK = "***";
  private static final ObjectMapper JSON = Json.mapper();
  private final List<String> secrets;

  public JsonMask(Collection<String> secrets) {
    this.secrets =
        secrets.stream()
            .filter(secret -> !secret.isEmpty())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  public boolean masksNothing() {
    return secrets.isEmpty();
  }

  public String mask(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
    }
    return masked;
  }

  /**
   * @param json UTF-8
   */
  public byte[] maskBytes(byte[] json) {
    try {
      return mask(JSON.readTree(json)).toString().getBytes(StandardCharsets.UTF_8);
    } catch (IOException notJson) {
      return MASK.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** The same node where there is nothing to mask at all. */
  public JsonNode mask(JsonNode node) {
    if (secrets.isEmpty()) {
      return node;
    }
    if (node.isTextual()) {
      return TextNode.valueOf(mask(node.textValue()));
    }
    if (node.isArray()) {
      ArrayNode masked = JsonNodeFactory.instance.arrayNode(node.size());
      node.forEach(item -> masked.add(mask(item)));
      return masked;
    }
    if (node.isObject()) {
      ObjectNode masked = JsonNodeFactory.instance.objectNode();
      node.properties().forEach(field -> masked.set(mask(field.getKey()), mask(field.getValue())));
      return masked;
    }
    // A number is a secret too when it reads like one.
    String text = node.asText();
    String masked = mask(text);
    return masked.equals(text) ? node : TextNode.valueOf(masked);
  }
}
