package dev.sluice.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SpecificationVersion;

/** A draft of JSON Schema, by the name of its directory in the official test suite. */
public enum SuiteDraft {
  DRAFT4("draft4", SpecificationVersion.DRAFT_4, true),
  DRAFT6("draft6", SpecificationVersion.DRAFT_6, true),
  DRAFT7("draft7", SpecificationVersion.DRAFT_7, true),
  DRAFT2019_09("draft2019-09", SpecificationVersion.DRAFT_2019_09, false),
  DRAFT2020_12("draft2020-12", SpecificationVersion.DRAFT_2020_12, false);

  public final String directory;

  /**
   * Whether {@code format} makes values invalid. From 2019-09 on it is an annotation, unless the
   * meta-schema requires validation.
   */
  final boolean assertsFormats;

  private final SpecificationVersion version;

  SuiteDraft(String directory, SpecificationVersion version, boolean assertsFormats) {
    this.directory = directory;
    this.version = version;
    this.assertsFormats = assertsFormats;
  }

  /**
   * Adds {@code $schema} for this draft, which the suite expresses by its directories only. A
   * schema of the newest draft stays unchanged, because that draft is the default.
   */
  JsonNode mark(JsonNode schema) {
    if (this == DRAFT2020_12 || !schema.isObject() || schema.has("$schema")) {
      return schema;
    }
    ObjectNode marked = schema.deepCopy();
    return marked.put("$schema", version.getDialectId());
  }
}
