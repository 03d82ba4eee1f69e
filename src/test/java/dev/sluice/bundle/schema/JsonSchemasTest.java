package dev.sluice.bundle.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bundle.StrictJson;
import dev.sluice.wire.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemasTest {

  /** Tells the drafts apart by a keyword that the draft added, changed or removed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          http://json-schema.org/draft-04/schema#      | {"minimum": 5, "exclusiveMinimum": true} | 5
          http://json-schema.org/draft-04/schema       | {"id": "urn:x", "type": "integer"}       | 1.5
          http://json-schema.org/draft-06/schema#      | {"exclusiveMinimum": 5}                  | 5
          http://json-schema.org/draft-06/schema#      | {"const": 4}                             | 5
          http://json-schema.org/draft-07/schema#      | {"if": {"type": "number"}, "then": {"maximum": 4}} | 5
          http://json-schema.org/draft-07/schema       | {"items": [{"type": "string"}]}          | [1]
          https://json-schema.org/draft/2019-09/schema | {"dependentRequired": {"a": ["b"]}}      | {"a": 1}
          https://json-schema.org/draft/2019-09/schema | {"$recursiveAnchor": true, "properties": {"a": {"$recursiveRef": "#"}}, "type": "object"} | {"a": 1}
          https://json-schema.org/draft/2020-12/schema | {"prefixItems": [{"type": "string"}]}    | [1]
          https://json-schema.org/draft/2020-12/schema | {"$defs": {"n": {"$dynamicAnchor": "n", "type": "string"}}, "$dynamicRef": "#n"} | 1
          """)
  void compile_knownDraft_validates(String draft, String body, String invalid) {
    JsonNode schema = json("{\"$schema\": \"" + draft + "\", " + body.substring(1));

    assertThat(JsonSchemas.compile(schema).validate(json(invalid), "input")).hasSize(1);
  }

  @Test
  void compile_noDraft_usesNewest() {
    assertThat(
            JsonSchemas.compile(json("{\"prefixItems\": [{\"type\": \"string\"}]}"))
                .validate(json("[1]"), "input"))
        .hasSize(1);
  }

  @Test
  void validate_failingFields_areNamed() {
    CompiledSchema schema =
        JsonSchemas.compile(
            json(
                """
                {"type": "object", "required": ["a", "b"], "additionalProperties": false,
                 "properties": {"a": {"type": "number"}, "b": {}, "l": {"type": "array", "items": {
                   "type": "object", "properties": {"x/y": {"minimum": 3}}}}}}\
                """));

    List<FieldError> errors =
        schema.validate(json("{\"a\": \"1\", \"c\": 1, \"l\": [{}, {\"x/y\": 2}]}"), "input");

    assertThat(errors)
        .extracting(e -> e.field() + " " + e.code())
        .containsExactlyInAnyOrder(
            "input.a type",
            "input.b required",
            "input.c additionalProperties",
            "input.l[1].x/y minimum");
    assertThat(errors).allSatisfy(e -> assertThat(e.message()).isNotBlank());
  }

  @Test
  void validate_numbers_compareByValue() {
    CompiledSchema schema = JsonSchemas.compile(json("{\"enum\": [20], \"type\": \"integer\"}"));

    assertThat(schema.validate(json("20.0"), "input")).isEmpty();
    assertThat(schema.validate(json("2e1"), "input")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          5                                    | schema                     | wrong_type
          "x"                                  | schema                     | wrong_type
          {"$schema": "urn:unknown"}           | schema.$schema             | unknown_draft
          {"$schema": 5}                       | schema.$schema             | unknown_draft
          {"type": "nonsense"}                 | schema.type                | invalid_schema
          {"required": "a"}                    | schema.required            | invalid_schema
          {"properties": {"a": {"minimum": "x"}}} | schema.properties.a.minimum | invalid_schema
          {"minLength": -1}                    | schema.minLength           | invalid_schema
          {"pattern": "("}                     | schema.pattern             | invalid_pattern
          {"patternProperties": {"[": {}}}     | schema.patternProperties   | invalid_pattern
          {"$ref": "#/$defs/none"}             | schema                     | invalid_schema
          """)
  void compile_invalidSchema_isRefused(String schema, String field, String code) {
    assertThat(errors(schema)).extracting(FieldError::field).contains(field);
    assertThat(errors(schema)).extracting(FieldError::code).containsOnly(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1/x.json",
        "https://example.invalid/x.json",
        "file:///etc/passwd",
        "other.json",
        "../other.json#/a",
        "classpath:draft-07/schema",
        "jar:file:/x.jar!/y",
        "urn:uuid:0f6e1b1e-8c1c-4f57-9c11-ab4ff6a9b7cf",
        "http://json-schema.org/draft-07/other",
        "https://json-schema.org/draft/2020-12/meta/../../x",
        "::::"
      })
  void compile_outsideReference_isRefused(String reference) {
    assertThat(errors("{\"properties\": {\"a\": {\"$ref\": \"" + reference + "\"}}}"))
        .extracting(e -> e.field() + " " + e.code())
        .containsExactly("schema.properties.a.$ref outside_reference");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "enum", "const", "examples", "properties", "$defs"})
  void compile_propertyNamedAsKeyword_isAllowed(String name) {
    assertThat(errors("{\"properties\": {\"" + name + "\": {\"$ref\": \"b.json\"}}}"))
        .extracting(e -> e.field() + " " + e.code())
        .containsExactly("schema.properties." + name + ".$ref outside_reference");
  }

  /** A default is not a schema. */
  @ParameterizedTest
  @ValueSource(strings = {"{\"$ref\": \"http://127.0.0.1:1/x.json\"}", "{\"pattern\": \"(\"}"})
  void validate_brokenDynamicReference_isReported(String far) {
    CompiledSchema schema =
        JsonSchemas.compile(json("{\"$dynamicRef\": \"#/default\", \"default\": " + far + "}"));

    assertThat(schema.validate(json("\"x\""), "input"))
        .extracting(e -> e.field() + " " + e.code())
        .containsExactly("input invalid_schema");
  }

  @Test
  void compile_idElsewhere_allowsNoOutsideReference() {
    assertThat(
            errors("{\"$id\": \"http://127.0.0.1:1/a.json\", \"items\": {\"$ref\": \"b.json\"}}"))
        .extracting(FieldError::code)
        .containsExactly("outside_reference");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$ref\": \"#/$defs/a\", \"$defs\": {\"a\": {\"type\": \"string\"}}}",
        "{\"$id\": \"http://x.invalid/a\", \"$ref\": \"b\", \"$defs\": {\"b\": {\"$id\": \"b\","
            + " \"type\": \"string\"}}}",
        "{\"$id\": \"http://x.invalid/a\", \"$ref\": \"http://x.invalid/a#/$defs/b\", \"$defs\":"
            + " {\"b\": {\"type\": \"string\"}}}",
        "{\"$ref\": \"urn:e\", \"$defs\": {\"enum\": {\"$id\": \"urn:e\", \"type\": \"string\"}}}",
        "{\"$ref\": \"#a\", \"$defs\": {\"x\": {\"$anchor\": \"a\", \"type\": \"string\"}}}"
      })
  void compile_selfReference_isAllowed(String schema) {
    assertThat(JsonSchemas.compile(json(schema)).validate(json("1"), "input"))
        .extracting(FieldError::code)
        .containsExactly("type");
  }

  @Test
  void compile_metaSchemaReference_isAllowed() {
    CompiledSchema schema =
        JsonSchemas.compile(json("{\"$ref\": \"http://json-schema.org/draft-07/schema#\"}"));

    assertThat(schema.validate(json("{\"type\": \"nonsense\"}"), "input")).isNotEmpty();
  }

  @Test
  void compile_referenceInData_isIgnored() {
    String schema =
        "{\"enum\": [{\"$ref\": \"http://x.invalid/\"}], \"default\": {\"$ref\": \"y\"}}";

    assertThat(JsonSchemas.compile(json(schema)).validate(json("1"), "input")).hasSize(1);
  }

  /** Two tasks may use one {@code $id} for different schemas. */
  @Test
  void compile_sameId_keepsSchemasApart() {
    CompiledSchema strings =
        JsonSchemas.compile(json("{\"$id\": \"urn:s\", \"type\": \"string\"}"));
    CompiledSchema numbers =
        JsonSchemas.compile(json("{\"$id\": \"urn:s\", \"type\": \"number\"}"));

    assertThat(strings.validate(json("1"), "input")).hasSize(1);
    assertThat(numbers.validate(json("1"), "input")).isEmpty();
  }

  @Test
  void validate_exponentialPattern_givesUp() {
    CompiledSchema schema = JsonSchemas.compile(json("{\"pattern\": \"^(a+)+$\"}"));

    assertThat(schema.validate(json("\"" + "a".repeat(60) + "!\""), "input"))
        .extracting(FieldError::code)
        .containsExactly("pattern");
  }

  /** Java matches a repeated group by recursion. */
  @Test
  void validate_longTextOfRepeatedGroups_givesUp() {
    CompiledSchema schema = JsonSchemas.compile(json("{\"pattern\": \"^(a|b)*$\"}"));

    assertThat(schema.validate(json("\"" + "ab".repeat(500_000) + "\""), "input"))
        .extracting(FieldError::code)
        .containsExactly("pattern");
  }

  @Test
  void validate_endlessReference_ends() {
    assertThat(outcome("{\"$ref\": \"#\"}")).isNotEmpty();
    assertThat(
            outcome(
                "{\"allOf\": [{\"$ref\": \"#/$defs/a\"}], \"$defs\": {\"a\": {\"$ref\":"
                    + " \"#/$defs/b\"}, \"b\": {\"$ref\": \"#/$defs/a\"}}}"))
        .isNotEmpty();
  }

  private static List<FieldError> outcome(String schema) {
    try {
      return JsonSchemas.compile(json(schema)).validate(json("1"), "input");
    } catch (InvalidSchemaException e) {
      return e.errors();
    }
  }

  private static List<FieldError> errors(String schema) {
    return catchThrowableOfType(
            InvalidSchemaException.class, () -> JsonSchemas.compile(json(schema)))
        .errors();
  }

  private static JsonNode json(String text) {
    try {
      return StrictJson.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
