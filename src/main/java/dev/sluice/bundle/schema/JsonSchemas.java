package dev.sluice.bundle.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import dev.sluice.bundle.Findings;
import dev.sluice.fields.JsonFields;
import dev.sluice.text.Printable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compiles JSON Schemas of the drafts 4, 6, 7, 2019-09 and 2020-12, the default. */
public final class JsonSchemas {
  private static final SchemaRegistryConfig CONFIG =
      SchemaRegistryConfig.builder()
          .locale(Locale.ENGLISH)
          .pathType(PathType.JSON_POINTER)
          .regularExpressionFactory(BoundedPattern::new)
          .build();

  private static final SchemaRegistry META_SCHEMAS = registry(SpecificationVersion.DRAFT_2020_12);

  private JsonSchemas() {}

  /**
   * Compiles a schema. This is expensive, so callers keep the result.
   *
   * @throws InvalidSchemaException if the schema is invalid by its draft, or refers to another
   *     document
   */
  public static CompiledSchema compile(JsonNode schema) {
    return compile(schema, "schema");
  }

  /** Like {@link #compile(JsonNode)}; the field of each error begins with {@code field}. */
  public static CompiledSchema compile(JsonNode schema, String field) {
    Findings findings = new Findings();
    SpecificationVersion draft = check(schema, field, findings);
    if (draft != null && !findings.hasErrors()) {
      CompiledSchema compiled = load(schema, draft, field, findings);
      if (compiled != null) {
        return compiled;
      }
    }
    throw new InvalidSchemaException(findings.errors());
  }

  private static @Nullable SpecificationVersion check(
      JsonNode schema, String field, Findings findings) {
    if (!schema.isObject() && !schema.isBoolean()) {
      String is = JsonFields.typeOf(schema);
      findings.error(field, "wrong_type", "must be a JSON Schema, is " + is);
      return null;
    }
    SpecificationVersion draft = Drafts.of(schema).orElse(null);
    if (draft == null) {
      findings.error(field + ".$schema", "unknown_draft", "must be one of " + Drafts.KNOWN);
      return null;
    }
    SchemaCheck.check(schema, field, findings);
    Schema meta = META_SCHEMAS.getSchema(SchemaLocation.of(draft.getDialectId()));
    new CompiledSchema(meta)
        .validate(schema, field)
        .forEach(e -> findings.error(e.field(), "invalid_schema", e.message()));
    return draft;
  }

  private static @Nullable CompiledSchema load(
      JsonNode schema, SpecificationVersion draft, String field, Findings findings) {
    try {
      // Each schema has its own registry: two tasks may use one $id for different schemas.
      Schema loaded = registry(draft).getSchema(schema);
      loaded.initializeValidators();
      return new CompiledSchema(loaded);
    } catch (SchemaException e) {
      findings.error(field, "invalid_schema", Printable.excerpt(String.valueOf(e.getMessage())));
    } catch (StackOverflowError e) {
      findings.error(field, "too_deep", "is nested too deeply");
    }
    return null;
  }

  private static SchemaRegistry registry(SpecificationVersion draft) {
    return SchemaRegistry.withDefaultDialect(
        draft,
        builder ->
            builder
                .schemaRegistryConfig(CONFIG)
                .schemaLoader(loader -> loader.allow(iri -> Drafts.isMetaSchema(iri.toString()))));
  }
}
