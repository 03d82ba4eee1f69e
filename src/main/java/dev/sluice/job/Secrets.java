package dev.sluice.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.text.JsonMask;
import java.util.ArrayList;
import java.util.List;

/**
 * The secrets that a payload lists are for the worker only: every view masks them, and the store
 * forgets them when no further attempt can need them.
 */
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

  /** Adds the secrets of another payload, which lies in {@code to}. */
  public static void add(ObjectNode from, ObjectNode to) {
    if (from.has(FIELD)) {
      from.path(FIELD).forEach(to.withArrayProperty(FIELD)::add);
    }
  }

  /**
   * Masks the secrets of a payload, which may also occur in the command, the environment, or in
   * what the client stored beside the payload.
   */
  public static JsonMask mask(JsonNode payload) {
    List<String> values = new ArrayList<>();
    payload.path(FIELD).forEach(secret -> values.add(secret.textValue()));
    return new JsonMask(values);
  }
}
