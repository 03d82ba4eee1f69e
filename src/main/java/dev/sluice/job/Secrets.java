package dev.sluice.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a job's payload names as secret is for its worker only. */
final class Secrets {
  static final String FIELD = "secrets";
  private static final String MASK = "***";

  private Secrets() {}

  /** The payload for clients. A secret may also stand in the command or the environment. */
  static JsonNode masked(String payload) {
    JsonNode node = StoredJson.node(payload);
    JsonNode secrets = node.path(FIELD);
    if (secrets.isEmpty()) {
      return node;
    }
    return maskIn(node, secrets);
  }

  private static JsonNode maskIn(JsonNode node, JsonNode secrets) {
    if (node.isTextual()) {
      String text = node.textValue();
      for (JsonNode secret : secrets) {
        text = text.replace(secret.textValue(), MASK);
      }
      return com.fasterxml.jackson.databind.node.TextNode.valueOf(text);
    }
    if (node instanceof ArrayNode array) {
      ArrayNode masked = array.arrayNode();
      array.forEach(item -> masked.add(maskIn(item, secrets)));
      return masked;
    }
    if (node instanceof ObjectNode object) {
      ObjectNode masked = object.objectNode();
      object.properties().forEach(e -> masked.set(e.getKey(), maskIn(e.getValue(), secrets)));
      return masked;
    }
    return node;
  }
}
