package dev.sluice.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Replaces every occurrence of a secret in text by {@code ***}. It looks at parsed JSON, so that no
 * escape sequence hides a secret.
 */
public final class JsonMask {
  /** Stands in for each secret. */
  public static final String MASK = "***";

  private final List<String> secrets;

  public JsonMask(Collection<String> secrets) {
    this.secrets =
        secrets.stream()
            .filter(secret -> !secret.isEmpty())
            // One secret may contain another: mask the longer one while it is still whole.
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

  /** Masks strings, field names, and numbers whose digits contain a secret. */
  public JsonNode mask(JsonNode node) {
    return secrets.isEmpty() ? node : mask(node, true);
  }

  /** Masks strings only: for JSON whose field names and numbers have a fixed meaning. */
  public JsonNode maskStrings(JsonNode node) {
    return secrets.isEmpty() ? node : mask(node, false);
  }

  private JsonNode mask(JsonNode node, boolean everything) {
    if (node.isTextual()) {
      return TextNode.valueOf(mask(node.textValue()));
    }
    if (node.isArray()) {
      ArrayNode masked = JsonNodeFactory.instance.arrayNode(node.size());
      node.forEach(item -> masked.add(mask(item, everything)));
      return masked;
    }
    if (node.isObject()) {
      UnaryOperator<String> name = everything ? this::mask : UnaryOperator.identity();
      ObjectNode masked = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(e -> masked.set(name.apply(e.getKey()), mask(e.getValue(), everything)));
      return masked;
    }
    return everything ? maskScalar(node) : node;
  }

  private JsonNode maskScalar(JsonNode node) {
    String text = node.asText();
    String masked = mask(text);
    return masked.equals(text) ? node : TextNode.valueOf(masked);
  }
}
