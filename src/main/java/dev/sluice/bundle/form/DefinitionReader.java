package dev.sluice.bundle.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.BundleLimits;
import dev.sluice.bundle.Findings;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.StrictJson;
import dev.sluice.bundle.TaskBundle;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a task that an HTTP registry describes. */
final class DefinitionReader {
  private final BundleLimits limits;
  private final Findings findings;
  private final boolean full;

  DefinitionReader(BundleLimits limits, Findings findings, boolean full) {
    this.limits = limits;
    this.findings = findings;
    this.full = full;
  }

  Report read(JsonNode definition) {
    Assembly task = new Assembly(findings);
    if (!definition.isObject()) {
      String is = StrictJson.typeOf(definition);
      findings.error("definition", "wrong_type", "must be a JSON object, is " + is);
      return task.report(full);
    }
    if (StrictJson.isKept(definition, "definition", findings)) {
      task.metadata = metadata(definition.get("metadata"));
      task.script = script(definition.get("script"));
      task.inputSchema = schema(definition.get("input_schema"));
      task.outputSchema = schema(definition.get("output_schema"));
    }
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
          field, "wrong_type", "must be " + expected + ", is " + StrictJson.typeOf(value));
    }
  }

  /** Others may make their digests in another way; ours is what counts here. */
  private void compareDigests(JsonNode claimed, Report report) {
    TaskBundle bundle = report.bundle();
    if (bundle != null && claimed.isTextual() && !claimed.textValue().equals(bundle.digest())) {
      findings.warning(
          "digest", "digest_differs", "is not what this content comes to, " + bundle.digest());
    }
  }
}
