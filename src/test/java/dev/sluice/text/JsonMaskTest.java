package dev.sluice.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonMaskTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void mask_everyPlace_isMasked() throws JsonProcessingException {
    assertThat(new JsonMask(List.of("4711")).mask(json("{\"a4711\":[\"x4711\",147110,1,true]}")))
        .isEqualTo(json("{\"a***\":[\"x***\",\"1***0\",1,true]}"));
  }

  @Test
  void maskStrings_namesAndNumbers_areKept() throws JsonProcessingException {
    assertThat(new JsonMask(List.of("47")).maskStrings(json("{\"a47\":[\"x47\",47]}")))
        .isEqualTo(json("{\"a47\":[\"x***\",47]}"));
  }

  @Test
  void mask_escapedSecret_isFound() throws JsonProcessingException {
    assertThat(new JsonMask(List.of("pässword")).mask(json("\"p\\u00e4ssword\"")).textValue())
        .isEqualTo("***");
  }

  @Test
  void mask_secretInsideAnother_leavesNothingOfTheLonger() {
    assertThat(new JsonMask(List.of("hunter", "hunter22")).mask("say hunter22"))
        .isEqualTo("say ***");
  }

  @Test
  void mask_noSecretOrAnEmptyOne_changesNothing() throws JsonProcessingException {
    JsonNode node = json("{\"a\":\"b\"}");

    assertThat(new JsonMask(List.of("")).masksNothing()).isTrue();
    assertThat(new JsonMask(List.of()).mask(node)).isSameAs(node);
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return JSON.readTree(text);
  }
}
