package dev.sluice.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretsTest {

  @Test
  void mask_anyPlace_isMasked() {
    String payload =
        "{\"command\":[\"curl\",\"-ukey:pw1\"],\"env\":{\"K\":\"pw1\"},\"secrets\":[\"pw1\"],\"n\":1}";

    assertThat(Secrets.masked(payload).toString())
        .isEqualTo(
            "{\"command\":[\"curl\",\"-ukey:***\"],\"env\":{\"K\":\"***\"},\"secrets\":[\"***\"],"
                + "\"n\":1}");
  }

  @Test
  void mask_secretWithinSecret_masksBoth() {
    String payload = "{\"command\":\"say hunter22\",\"secrets\":[\"hunter\",\"hunter22\"]}";

    assertThat(Secrets.masked(payload).path("command").textValue()).isEqualTo("say ***");
  }

  @Test
  void mask_noSecrets_returnsPayload() {
    assertThat(Secrets.masked("{\"command\":\"true\"}").toString())
        .isEqualTo("{\"command\":\"true\"}");
  }
}
