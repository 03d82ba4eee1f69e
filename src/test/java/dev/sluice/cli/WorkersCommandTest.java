package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.Shell;
import org.junit.jupiter.api.Test;

class WorkersCommandTest {
  @Test
  void workers_oneWorker_isAnAlignedTable() {
    Shell shell = new Shell();
    try (StubServer server = new StubServer()) {
      server.json(
          "GET /v1/workers",
          """
          {"items":[{"worker_id":"w1","status":"BUSY","hostname":"h","cpu_count":4,
            "ram_total_mb":8192,"cpu_usage":49.6,"reserved_cpu":1.5,"reserved_ram_mb":256,
            "max_parallel":4,"labels":{"os":"linux","gpu":"a"},"capabilities":[],
            "running":[{"job_id":"j","attempt":1}],"last_heartbeat_at":"2026-03-01T11:59:58Z"}]}
          """);

      shell.run("workers", "--server", server.uri());
    }

    assertThat(shell.out())
        .isEqualTo(
            """
            WORKER  STATUS  HOST  JOBS  CPU    RAM       USE  SEEN  LABELS
            w1      BUSY    h     1/4   1.5/4  256/8192  50%  2s    gpu=a os=linux
            """);
  }
}
