package dev.sluice.fields;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class StorableJsonTest {
  private final FieldErrors errors = new FieldErrors();

  @Test
  void check_storableValues_addsNothing() {
    boolean storable =
        check(json("{\"a\": [1, 2.5, {\"b\": \"\\ud83d\\ude00\"}], \"c\": null}"), "");

    assertThat(storable).isTrue();
    assertThat(errors.isEmpty()).isTrue();
  }

  @Test
  void check_severalBadValues_eachIsNamed() {
    boolean storable =
        check(
            json("{\"a\": [1, 999, {\"b\": \"\\ud800\"}], \"c\": \"\\udc00\", \"d\": 1000}"), "p");

    assertThat(storable).isFalse();
    assertThat(errors.list())
        .extracting(error -> error.field() + " " + error.code())
        .containsExactly(
            "p.a[1] out_of_range",
            "p.a[2].b invalid_character",
            "p.c invalid_character",
            "p.d out_of_range");
  }

  @Test
  void check_badNameOfAField_namesTheObjectThatHoldsIt() {
    ObjectNode inner = JsonNodeFactory.instance.objectNode().put("\ud800", 1000);
    ObjectNode outer = JsonNodeFactory.instance.objectNode().put("\udc00", 1);
    outer.set("in", inner);

    boolean storable = check(outer, "");

    assertThat(storable).isFalse();
    assertThat(errors.list())
        .extracting(error -> error.field() + " " + error.code())
        .containsExactly("body invalid_character", "in invalid_character");
  }

  @Test
  void check_fieldAsDeepAsAllowed_isStorable() {
    assertThat(check(json("{\"a\": " + nested(64) + "}"), "")).isTrue();
  }

  @Test
  void check_fieldTooDeep_namesTheOutermostField() {
    boolean storable = check(json("{\"a\": 999, \"b\": {\"c\": " + nested(64) + "}}"), "jobs[3]");

    assertThat(storable).isFalse();
    assertThat(errors.list())
        .extracting(error -> error.field() + " " + error.code())
        .containsExactly("jobs[3].b too_deep");
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  @Test
  void check_moreErrorsThanAreKept_isNotStorable() {
    FieldErrors none = new FieldErrors(0);

    assertThat(StorableJson.check(json("[999]"), "p", StorableJsonTest::isBig, none)).isFalse();
  }

  private boolean check(JsonNode node, String path) {
    return StorableJson.check(node, path, StorableJsonTest::isBig, errors);
  }

  private static boolean isBig(JsonNode number) {
    return number.doubleValue() > 100;
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
