package dev.sluice.bundle.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bundle.Findings;
import dev.sluice.text.Printable;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * Checks what a meta-schema cannot: the targets of references and the syntax of patterns. A schema
 * may refer to itself, to its own subschemas with an {@code $id}, and to the published
 * meta-schemas; nothing is fetched.
 */
final class SchemaCheck {
  private static final URI SELF = URI.create("sluice:schema");
  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

  /** Keywords whose values are data, even where they look like schemas. */
  private static final Set<String> DATA = Set.of("enum", "const", "default", "examples", "example");

  /** Keywords whose values map names to schemas; the names may be keywords, as {@code enum}. */
  private static final Set<String> NAMED =
      Set.of(
          "properties",
          "patternProperties",
          "$defs",
          "definitions",
          "dependentSchemas",
          "dependencies");

  private final Set<URI> held = new HashSet<>();
  private final Findings findings;

  private SchemaCheck(Findings findings) {
    this.findings = findings;
  }

  /** Reports each reference that leaves {@code schema}, and each invalid pattern. */
  static void check(JsonNode schema, String field, Findings findings) {
    SchemaCheck check = new SchemaCheck(findings);
    check.held.add(SELF);
    check.collect(schema, SELF);
    check.check(schema, field, SELF);
  }

  private void collect(JsonNode node, URI base) {
    URI here = base(node, base);
    held.add(here);
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (NAMED.contains(entry.getKey())) {
        entry.getValue().forEach(schema -> collect(schema, here));
      } else if (!DATA.contains(entry.getKey())) {
        collect(entry.getValue(), here);
      }
    }
    if (node.isArray()) {
      node.forEach(item -> collect(item, here));
    }
  }

  private void check(JsonNode node, String field, URI base) {
    URI here = base(node, base);
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String at = field + "." + entry.getKey();
      if (REFERENCES.contains(entry.getKey()) && entry.getValue().isTextual()) {
        checkReference(entry.getValue().textValue(), at, here);
      } else if (entry.getKey().equals("pattern") && entry.getValue().isTextual()) {
        checkPattern(entry.getValue().textValue(), at);
      } else if (NAMED.contains(entry.getKey())) {
        checkNamed(entry.getKey(), entry.getValue(), at, here);
      } else if (!DATA.contains(entry.getKey())) {
        check(entry.getValue(), at, here);
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      check(node.get(i), field + "[" + i + "]", here);
    }
  }

  private void checkNamed(String keyword, JsonNode schemas, String field, URI base) {
    for (Map.Entry<String, JsonNode> entry : schemas.properties()) {
      if (keyword.equals("patternProperties")) {
        checkPattern(entry.getKey(), field);
      }
      check(entry.getValue(), field + "." + entry.getKey(), base);
    }
  }

  private void checkReference(String reference, String field, URI base) {
    if (reference.startsWith("#")) {
      return;
    }
    URI target = resolve(base, reference);
    if (!held.contains(target) && !Drafts.isMetaSchema(target.toString())) {
      findings.error(
          field,
          "outside_reference",
          "must refer to this schema itself, refers to \"" + Printable.excerpt(reference) + "\"");
    }
  }

  private void checkPattern(String pattern, String field) {
    try {
      new BoundedPattern(pattern);
    } catch (PatternSyntaxException e) {
      findings.error(
          field,
          "invalid_pattern",
          "must be a regular expression, is \"" + Printable.excerpt(pattern) + "\"");
    }
  }

  private static URI base(JsonNode node, URI base) {
    JsonNode id = node.has("$id") ? node.get("$id") : node.get("id");
    boolean named = id != null && id.isTextual() && !id.textValue().startsWith("#");
    return named ? resolve(base, id.textValue()) : base;
  }

  /** Removes the fragment. An invalid URI stays unchanged, so it matches no schema. */
  private static URI resolve(URI base, String reference) {
    try {
      int fragment = reference.indexOf('#');
      String path = fragment < 0 ? reference : reference.substring(0, fragment);
      return base.isOpaque() ? URI.create(path) : base.resolve(path);
    } catch (IllegalArgumentException e) {
      return URI.create("sluice:unreadable");
    }
  }
}
