package dev.sluice.bundle.form;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.bundle.Findings;
import dev.sluice.bundle.StrictJson;
import dev.sluice.fields.SyntaxErrors;
import org.jspecify.annotations.Nullable;

/** Reads YAML as JSON: without YAML's own types, and with an alias as its name, not a copy. */
final class Yaml {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Yaml() {}

  /** Returns null if the bytes are not a YAML map; {@code findings} has the reasons. */
  static @Nullable ObjectNode object(byte[] bytes, String field, Findings findings) {
    String text = StrictJson.decode(bytes);
    if (text == null) {
      findings.error(field, "not_utf8", "is not UTF-8");
      return null;
    }
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node instanceof ObjectNode object) {
        return StrictJson.isKept(object, field, findings) ? object : null;
      }
      findings.error(field, "wrong_type", "must be a YAML map");
    } catch (JsonProcessingException e) {
      findings.error(field, "malformed_yaml", "is not YAML" + SyntaxErrors.where(e));
    } catch (NumberFormatException e) {
      findings.error(field, "malformed_yaml", "is not YAML: has a number out of range");
    }
    return null;
  }
}
