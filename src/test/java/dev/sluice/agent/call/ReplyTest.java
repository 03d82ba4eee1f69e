package dev.sluice.agent.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyTest {
  @ParameterizedTest
  @CsvSource({
    "200, '', true, false, false",
    "204, '', true, false, false",
    "302, '', false, false, false",
    "404, job_not_found, false, false, true",
    "408, request_timeout, false, true, false",
    "409, lease_lost, false, false, true",
    "409, not_running, false, false, false",
    "410, worker_deleted, false, false, true",
    "413, body_too_large, false, false, false",
    "429, too_many_requests, false, true, false",
    "503, store_unavailable, false, true, false",
    // Of a proxy between agent and server
    "401, '', false, true, false",
    "404, '', false, true, false",
    "409, '', false, true, false",
    "502, '', false, true, false",
  })
  void predicates_status_matchTable(
      int status, String code, boolean ok, boolean retryable, boolean leaseLost) {
    Reply reply = reply(status, code.isEmpty() ? "<html>" : "{\"code\":\"" + code + "\"}");

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
