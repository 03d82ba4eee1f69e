package dev.sluice.bundle.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.Digest;
import dev.sluice.bundle.Findings;
import dev.sluice.bundle.Metadata;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.TaskTest;
import dev.sluice.bundle.schema.InvalidSchemaException;
import dev.sluice.bundle.schema.JsonSchemas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a task, subject to the same checks in every form. A null part is absent, or its
 * error is already reported.
 */
final class Assembly {
  private final Findings findings;
  @Nullable ObjectNode metadata;
  @Nullable String script;
  @Nullable JsonNode inputSchema;
  @Nullable JsonNode outputSchema;
  List<TaskTest> tests = List.of();

  Assembly(Findings findings) {
    this.findings = findings;
  }

  /**
   * @param schemas whether to check the schemas
   */
  Report report(boolean schemas) {
    Metadata read = metadata == null ? null : MetadataReader.read(metadata, findings);
    checkScript();
    if (schemas) {
      checkSchema(inputSchema, "input_schema");
      checkSchema(outputSchema, "output_schema");
    }
    TaskBundle bundle = null;
    if (read != null && script != null && !findings.hasErrors()) {
      String digest = Digest.of(read, script, inputSchema, outputSchema);
      bundle = new TaskBundle(read, script, inputSchema, outputSchema, digest, tests);
    }
    String readable = script == null || script.isBlank() ? null : script;
    return new Report(bundle, findings.errors(), findings.warnings(), readable);
  }

  private void checkScript() {
    if (script != null && script.isBlank()) {
      findings.error("script", "empty", "is empty");
    }
  }

  private void checkSchema(@Nullable JsonNode schema, String field) {
    if (schema != null) {
      try {
        JsonSchemas.compile(schema, field);
      } catch (InvalidSchemaException e) {
        e.errors().forEach(error -> findings.error(error.field(), error.code(), error.message()));
      }
    }
  }
}
