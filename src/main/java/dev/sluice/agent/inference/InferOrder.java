package dev.sluice.agent.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.run.InvalidJobException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The payload of an {@code infer} job as a request.
 *
 * @param path with its query
 * @param body null for a GET
 * @param completion whether the answer must be a completion as OpenAI words it
 * @param silentMs how long the process may send nothing
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record InferOrder(
    String model,
    String path,
    String contentType,
    byte @Nullable [] body,
    boolean completion,
    int silentMs) {
  private static final String CHAT = "/v1/chat/completions";
  private static final String TEXT = "/v1/completions";
  private static final int SILENT_MS = 120_000;
  private static final Pattern PATH = Pattern.compile("/[!-~]*");

  /** The fields of the payload that are not parameters of the model. */
  private static final Set<String> OWN = Set.of("path", "idle_timeout_ms", "secrets", "spawn");

  static InferOrder of(JsonNode payload) throws InvalidJobException {
    JsonNode body = payload.has("body") ? payload.get("body") : composed(payload);
    String path =
        payload.path("path").asText(payload.has("messages") || body == null ? CHAT : TEXT);
    if (!PATH.matcher(path).matches()) {
      throw new InvalidJobException("invalid_path", "path must be that of a URL");
    }
    boolean isText = body != null && body.isTextual();
    return new InferOrder(
        payload.path("model").asText(),
        path,
        isText ? "text/plain; charset=utf-8" : "application/json",
        body == null
            ? null
            : (isText ? body.textValue() : body.toString()).getBytes(StandardCharsets.UTF_8),
        body != null && path.endsWith("/completions"),
        payload.path("idle_timeout_ms").asInt(SILENT_MS));
  }

  /** The model's parameters as a body; null if the payload has neither prompt nor messages. */
  private static @Nullable JsonNode composed(JsonNode payload) {
    if (!payload.has("prompt") && !payload.has("messages")) {
      return null;
    }
    ObjectNode body = ServerClient.JSON.createObjectNode();
    payload
        .properties()
        .forEach(
            field -> {
              if (!OWN.contains(field.getKey())) {
                body.set(field.getKey(), field.getValue());
              }
            });
    if (!body.has("stream")) {
      body.put("stream", true);
    }
    if (body.path("stream").asBoolean() && !body.has("stream_options")) {
      body.putObject("stream_options").put("include_usage", true);
    }
    return body;
  }
}
