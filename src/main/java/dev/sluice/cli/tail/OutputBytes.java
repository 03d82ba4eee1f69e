package dev.sluice.cli.tail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The bytes in the data of an output event: {@code text}, or {@code base64} beside it when the text
 * is not all that the process wrote.
 */
final class OutputBytes {
  private static final String TEXT = "text";
  private static final String BASE64 = "base64";

  private OutputBytes() {}

  static byte[] of(JsonNode data) {
    String encoded = data.path(BASE64).asText("");
    return encoded.isEmpty()
        ? data.path(TEXT).asText().getBytes(StandardCharsets.UTF_8)
        : Base64.getDecoder().decode(encoded);
  }

  /** Replaces the bytes in the data of an event. */
  static void replace(ObjectNode data, byte[] bytes) {
    data.put(TEXT, new String(bytes, StandardCharsets.UTF_8));
    data.put(BASE64, Base64.getEncoder().encodeToString(bytes));
  }
}
