package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.console.Api;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Submits jobs. */
final class Submissions {
  private Submissions() {}

  /** The server's answer: {@code job_id}, {@code sse_url}, {@code status}. */
  static JsonNode post(Api api, Map<String, Object> submission, @Nullable String idempotencyKey) {
    try {
      return post(api, api.mapper().writeValueAsBytes(submission), idempotencyKey);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings, numbers, lists and maps are always JSON", e);
    }
  }

  static JsonNode post(Api api, byte[] submission, @Nullable String idempotencyKey) {
    Map<String, String> headers =
        idempotencyKey == null ? Map.of() : Map.of("Idempotency-Key", idempotencyKey);
    return api.post("/v1/jobs", submission, headers);
  }
}
