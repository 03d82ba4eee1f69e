package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The stdin of a command: {@code stdin} as text, or {@code stdin_base64} as bytes. */
final class ExecInput {
  /** Bytes; as base64 they fit into a submission of the default size, beside the command. */
  static final int MAX_BYTES = 512 << 10;

  private static final String TEXT = "stdin";
  private static final String BYTES = "stdin_base64";

  private ExecInput() {}

  /** Reads the fields into the payload. Text stays text, so that its secrets can be masked. */
  static void read(JsonFields fields, ObjectNode payload) {
    String text = fields.anyString(TEXT);
    String encoded = fields.anyString(BYTES);
    if (text != null && encoded != null) {
      fields.reject(BYTES, "conflict", "must not be given together with stdin");
    } else if (text != null && isShort(fields, TEXT, text.getBytes(StandardCharsets.UTF_8))) {
      payload.put(TEXT, text);
    } else if (encoded != null && isShort(fields, BYTES, decoded(fields, encoded))) {
      payload.put(BYTES, encoded);
    }
  }

  private static boolean isShort(JsonFields fields, String field, byte @Nullable [] input) {
    if (input != null && input.length > MAX_BYTES) {
      fields.reject(field, "too_long", "may have " + MAX_BYTES + " bytes, has " + input.length);
    }
    return input != null && input.length <= MAX_BYTES;
  }

  private static byte @Nullable [] decoded(JsonFields fields, String encoded) {
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      fields.reject(BYTES, "invalid_value", "must be base64 as of RFC 4648, section 4");
      return null;
    }
  }
}
