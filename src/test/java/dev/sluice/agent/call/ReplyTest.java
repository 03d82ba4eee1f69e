package dev.sluice.agent.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyTest {
  @ParameterizedTest
  @CsvSource({
    "200, true, false, false",
    "204, true, false, false",
    "302, false, false, false",
    "404, false, false, true",
    "408, false, true, false",
    "409, false, false, true",
    "410, false, false, true",
    "413, false, false, false",
    "429, false, true, false",
    "503, false, true, false",
  })
  void predicates_status_matchTable(int status, boolean ok, boolean retryable, boolean leaseLost) {
    Reply reply = reply(status, "");

    assertThat(reply.ok()).isEqualTo(ok);
    assertThat(reply.isRetryable()).isEqualTo(retryable);
    assertThat(reply.leaseLost()).isEqualTo(leaseLost);
  }

  @ParameterizedTest
  @CsvSource({
    "409, '{\"title\":\"x\",\"code\":\"output_out_of_order\"}', true",
    "409, '{\"code\":\"lease_lost\",\"detail\":\"not output_out_of_order\"}', false",
    "409, '{}', false",
    "409, 'output_out_of_order', false",
    "503, '{\"code\":\"output_out_of_order\"}', false",
  })
  void outOfOrder_codeInBody_onlyFor409(int status, String body, boolean expected) {
    assertThat(reply(status, body).outOfOrder()).isEqualTo(expected);
  }

  @Test
  void describe_longBody_isCut() {
    assertThat(reply(500, "").describe()).isEqualTo("HTTP 500");
    assertThat(reply(500, " x".repeat(400)).describe()).startsWith("HTTP 500 x x").hasSize(309);
  }

  private static Reply reply(int status, String body) {
    return new Reply(status, body.getBytes(UTF_8));
  }
}
