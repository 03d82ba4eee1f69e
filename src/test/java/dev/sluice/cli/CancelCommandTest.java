package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.Shell;
import org.junit.jupiter.api.Test;

class CancelCommandTest {
  @Test
  void cancel_firstJobRefused_cancelsTheOthers() {
    Shell shell = new Shell();
    try (StubServer server = new StubServer()) {
      server.problem(
          "POST /v1/jobs/job-1/cancel",
          409,
          "{\"title\":\"Already ended\",\"status\":409,\"code\":\"job_ended\"}");
      server.json("POST /v1/jobs/job-2/cancel", "{}");

      int code = shell.run("cancel", "--server", server.uri(), "job-1", "job-2");

      assertThat(code).isEqualTo(125);
      assertThat(shell.err()).isEqualTo("sluice: job-1: Already ended (HTTP 409, job_ended)\n");
      assertThat(server.only("POST /v1/jobs/job-2/cancel").body()).isEqualTo("{}");
    }
  }
}
