package dev.sluice.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.store.StoredJson;
import dev.sluice.text.JsonMask;
import java.util.ArrayList;
import java.util.List;

/** The secrets that a payload lists are for the worker only. */
public final class Secrets {
  private static final String FIELD = "secrets";

  private Secrets() {}

  /** Copies the secrets of a submission into {@code payload}, if it has any. */
  public static void read(JsonFields fields, ObjectNode payload) {
    List<String> secrets = fields.strings(FIELD, 100, 4_096);
    for (int i = 0; i < secrets.size(); i++) {
      if (secrets.get(i).isEmpty()) {
        fields.reject(FIELD + "[" + i + "]", "empty", "must not be empty");
      }
    }
    if (!secrets.isEmpty()) {
      secrets.forEach(payload.putArray(FIELD)::add);
    }
  }

  /** Copies the secrets that {@link #read} took to the payload that replaces it. */
  public static void copy(ObjectNode from, ObjectNode to) {
    if (from.has(FIELD)) {
      to.set(FIELD, from.get(FIELD));
    }
  }

  /** The payload for clients, masked. A secret may also occur in the command or the environment. */
  static JsonNode masked(String payload) {
    JsonNode node = StoredJson.node(payload);
    JsonNode secrets = node.path(FIELD);
    if (secrets.isEmpty()) {
      return node;
    }
    List<String> values = new ArrayList<>();
    secrets.forEach(secret -> values.add(secret.textValue()));
    return new JsonMask(values).maskStrings(node);
  }
}
