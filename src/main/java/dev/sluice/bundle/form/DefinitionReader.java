package dev.sluice.bundle.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.BundleLimits;
import dev.sluice.bundle.Findings;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.fields.JsonFields;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a task from the definition that an HTTP registry returns. */
final class DefinitionReader {
  private final BundleLimits limits;
  private final Findings findings;
  private final boolean full;

  DefinitionReader(BundleLimits limits, Findings findings, boolean full) {
    this.limits = limits;
    this.findings = findings;
    this.full = full;
  }

  /**
   * @param definition storable JSON, as {@code StrictJson} reads it
   */
  Report read(JsonNode definition) {
    Assembly task = new Assembly(findings);
    if (!definition.isObject()) {
      String is = JsonFields.typeOf(definition);
      findings.error("definition", "wrong_type", "must be a JSON object, is " + is);
      return task.report(full);
    }
    task.metadata = metadata(definition.get("metadata"));
    task.script = script(definition.get("script"));
    task.inputSchema = schema(definition.get("input_schema"));
    task.outputSchema = schema(definition.get("output_schema"));
    Report report = task.report(full);
    compareDigests(definition.path("digest"), report);
    return new Report(report.bundle(), findings.errors(), findings.warnings());
  }

  private @Nullable ObjectNode metadata(@Nullable JsonNode metadata) {
    if (metadata instanceof ObjectNode object) {
      return object;
    }
    missingOrWrong("metadata", "a JSON object", metadata);
    return null;
  }

  private @Nullable String script(@Nullable JsonNode script) {
    if (script == null || !script.isTextual()) {
      missingOrWrong("script", "a string", script);
      return null;
    }
    String text = script.textValue();
    if (text.getBytes(StandardCharsets.UTF_8).length > limits.script()) {
      findings.error("script", "too_large", "may have " + limits.script() + " bytes, has more");
      return null;
    }
    return text;
  }

  private static @Nullable JsonNode schema(@Nullable JsonNode schema) {
    return schema == null || schema.isNull() ? null : schema;
  }

  private void missingOrWrong(String field, String expected, @Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      findings.error(field, "required", "must be given");
    } else {
      findings.error(
          field, "wrong_type", "must be " + expected + ", is " + JsonFields.typeOf(value));
    }
  }

  /** Only warns: a registry may compute its digests differently, and Sluice uses its own. */
  private void compareDigests(JsonNode claimed, Report report) {
    TaskBundle bundle = report.bundle();
    if (bundle != null && claimed.isTextual() && !claimed.textValue().equals(bundle.digest())) {
      findings.warning(
          "digest",
          "digest_differs",
          "does not match this content, whose digest is " + bundle.digest());
    }
  }
}
