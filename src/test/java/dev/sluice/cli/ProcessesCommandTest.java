package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.Shell;
import org.junit.jupiter.api.Test;

class ProcessesCommandTest {
  private static final String ITEMS =
      """
      {"items":[{"process_id":"p1","worker_id":"w1","job_id":"j1","attempt":1,"status":"READY",
        "model_id":"m","device":"CPU-0","pid":7,"port":9000,"slots":1,
        "started_at":"2026-03-01T11:59:58Z","uptime_s":12,"cpu_pct":2.5,"rss_mb":64},
       {"process_id":"p2","worker_id":"w2","job_id":"j2","attempt":1,"status":"FAILED","slots":1,
        "started_at":"2026-03-01T11:59:58Z","uptime_s":1,"cpu_pct":0,"rss_mb":0,
        "error":"the process died with exit code 3"}]}
      """;

  @Test
  void processes_two_areAnAlignedTable() {
    Shell shell = new Shell();
    try (StubServer server = new StubServer()) {
      server.json("GET /v1/processes", ITEMS);

      shell.run("processes", "--server", server.uri());
    }

    assertThat(shell.out())
        .isEqualTo(
            """
            PROCESS  STATUS  WORKER  PID  PORT  DEVICE  CPU   MB  UP   MODEL
            p1       READY   w1      7    9000  CPU-0   2.5%  64  12s  m
            p2       FAILED  w2      -    -     -       0%    0   1s   the process died with exit code 3
            """);
  }

  @Test
  void processes_filters_goToTheServer() {
    Shell shell = new Shell();
    try (StubServer server = new StubServer()) {
      server.json("GET /v1/processes", ITEMS);

      shell.run(
          "processes",
          "--json",
          "--model",
          "m",
          "--status",
          "ready",
          "--device",
          "cuda:0",
          "--server",
          server.uri());

      assertThat(server.only("GET /v1/processes").query())
          .isEqualTo("model_id=m&status=ready&device=cuda%3A0");
    }

    assertThat(shell.out().lines()).hasSize(2).first().asString().contains("\"p1\"");
  }
}
