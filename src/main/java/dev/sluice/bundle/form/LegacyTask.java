package dev.sluice.bundle.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.Findings;
import dev.sluice.bundle.StrictJson;
import dev.sluice.fields.JsonFields;
import dev.sluice.text.Printable;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Converts the legacy form of a task, {@code meta.yaml} and {@code task.js}, into the current one:
 * maps of inputs and outputs become schemas, and the function that the entry point names becomes
 * the completion value of the script.
 */
final class LegacyTask {
  static final String METADATA = "meta.yaml";
  private static final String SCRIPT = "task.js";
  private static final Pattern FUNCTION = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]{0,127}");
  private static final Set<String> CONVERTED =
      Set.of("entrypoint", "inputs", "outputs", "input_schema", "output_schema");

  private final FilesReader files;
  private final Findings findings;

  LegacyTask(FilesReader files, Findings findings) {
    this.files = files;
    this.findings = findings;
  }

  void into(Assembly task) throws IOException {
    byte[] bytes = files.required("metadata", METADATA, files.jsonLimit());
    ObjectNode meta = bytes == null ? null : Yaml.object(bytes, "metadata", findings);
    if (meta == null) {
      return;
    }
    ObjectNode metadata = meta.deepCopy();
    metadata.remove(CONVERTED);
    task.metadata = metadata;
    task.inputSchema = schema(meta, "input_schema", "inputs");
    task.outputSchema = schema(meta, "output_schema", "outputs");
    task.script = script(meta.get("entrypoint"));
  }

  /** The entry point is a file or a function of {@code task.js}. */
  private @Nullable String script(@Nullable JsonNode entrypoint) throws IOException {
    if (entrypoint == null || entrypoint.isNull()) {
      return files.script(SCRIPT);
    }
    String name = entrypoint.asText();
    if (name.endsWith(".js") && name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
      return files.script(name);
    }
    if (!FUNCTION.matcher(name).matches()) {
      findings.error(
          "metadata.entrypoint",
          "invalid_entrypoint",
          "must be a file beside meta.yaml or a function, is \"" + Printable.excerpt(name) + "\"");
      return null;
    }
    String script = files.script(SCRIPT);
    return script == null ? null : script + "\n;" + name + ";\n";
  }

  private @Nullable JsonNode schema(ObjectNode meta, String whole, String map) {
    if (meta.hasNonNull(whole)) {
      return meta.get(whole);
    }
    JsonNode fields = meta.get(map);
    if (fields == null || fields.isNull()) {
      return null;
    }
    if (!fields.isObject()) {
      findings.error(
          "metadata." + map, "wrong_type", "must be a map, is " + JsonFields.typeOf(fields));
      return null;
    }
    return schemaOf(fields);
  }

  private static ObjectNode schemaOf(JsonNode fields) {
    ObjectNode schema = StrictJson.MAPPER.createObjectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      JsonNode described = field.getValue();
      if (described.isTextual()) {
        properties.putObject(field.getKey()).put("type", described.textValue());
        continue;
      }
      JsonNode property = described.deepCopy();
      // A boolean "required" on the property itself is draft 3's form; later drafts lack it.
      if (property instanceof ObjectNode object && object.path("required").isBoolean()) {
        if (object.remove("required").booleanValue()) {
          schema.withArray("required").add(field.getKey());
        }
      }
      properties.set(field.getKey(), property);
    }
    return schema;
  }
}
