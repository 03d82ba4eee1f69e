package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobsCommandTest {
  private static final String RUNNING =
      """
      {"job_id":"job-2","status":"RUNNING","operation":"exec",\
      "payload":{"command":["ls","a\\nb\\u001B[2J"]},\
      "requirements":{"cpu":1,"ram_mb":256,"labels":{"os":"linux"}},"priority":5,"tags":["x"],\
      "attempt":2,"worker_id":"w1","created_at":"2026-03-01T11:57:00Z",\
      "started_at":"2026-03-01T11:59:48Z",\
      "output":{"chunks":1,"bytes":9,"truncated":false},"later_field":1}\
      """;
  private static final String SUBMITTED =
      "{\"job_id\":\"job-1\",\"status\":\"SUBMITTED\",\"operation\":\"worker_list\",\"payload\":{},"
          + "\"attempt\":0,\"created_at\":\"2026-02-27T12:00:00Z\"}";

  private final Shell shell = new Shell();
  private final StubServer server = new StubServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void jobs_twoJobs_isAnAlignedTable() {
    server.json("GET /v1/jobs", "{\"items\":[" + RUNNING + "," + SUBMITTED + "]}");

    int code = shell.run("jobs", "--server", server.uri());

    assertThat(code).isZero();
    assertThat(shell.out())
        .isEqualTo(
            """
            JOB    STATUS     REASON  AGE  RAN  TRY  WORKER  WHAT
            job-2  RUNNING    -       3m   12s  2    w1      ls a b [2J
            job-1  SUBMITTED  -       2d   -    0    -       worker_list
            """);
  }

  @Test
  void jobs_diskOfStdoutFull_saysSo() {
    server.json("GET /v1/jobs", "{\"items\":[" + RUNNING + "]}");
    shell.pipe = Shell.failing("No space left on device");

    int code = shell.run("jobs", "--server", server.uri());

    assertThat(code).isEqualTo(74);
    assertThat(shell.err()).isEqualTo("sluice: cannot write to stdout: No space left on device\n");
  }

  @Test
  void jobs_narrowTerminal_cutsTheLastColumn() {
    server.json(
        "GET /v1/jobs", "{\"items\":[" + SUBMITTED.replace("worker_list", "x".repeat(200)) + "]}");
    shell.variables.put("COLUMNS", "70");

    shell.run("jobs", "--server", server.uri());

    assertThat(shell.out().lines().toList().get(1)).hasSize(70).endsWith("x…");
  }

  @Test
  void jobs_filtersAndPages_areSentToTheServer() {
    server.json("GET /v1/jobs", "{\"items\":[" + RUNNING + "],\"next\":\"a b\"}");
    server.json("GET /v1/jobs", "{\"items\":[" + SUBMITTED + "]}");

    shell.runLine(
        "jobs --all --json --status running --tag x&y --worker w1 --operation exec --server "
            + server.uri());

    assertThat(shell.out()).isEqualTo(RUNNING + "\n" + SUBMITTED + "\n");
    assertThat(server.requests())
        .extracting(StubServer.Request::query)
        .containsExactly(
            "limit=200&status=RUNNING&tag=x%26y&worker=w1&operation=exec",
            "limit=200&status=RUNNING&tag=x%26y&worker=w1&operation=exec&cursor=a%20b");
  }

  @Test
  void jobs_moreThanLimit_saysSo() {
    server.json("GET /v1/jobs", "{\"items\":[" + RUNNING + "],\"next\":\"n\"}");

    shell.run("jobs", "--server", server.uri(), "--limit", "1");

    assertThat(shell.err()).isEqualTo("sluice: showing 1; for more, use --limit N or --all\n");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void jobs_id_showsTheJobAndItsAttempts() {
    server.json("GET /v1/jobs/job-2", RUNNING);
    server.json(
        "GET /v1/jobs/job-2/attempts",
        "{\"items\":[{\"number\":1,\"worker_id\":\"w9\",\"assigned_at\":\"2026-03-01T11:57:00Z\","
            + "\"started_at\":\"2026-03-01T11:57:10Z\",\"ended_at\":\"2026-03-01T11:58:00Z\","
            + "\"outcome\":\"WORKER_LOST\"}]}");

    shell.run("jobs", "--server", server.uri(), "job-2");

    assertThat(shell.out())
        .isEqualTo(
            """
            job        job-2
            status     RUNNING
            what       ls a b [2J
            needs      cpu 1, ram 256 MiB, os=linux
            priority   5
            tags       x
            worker     w1
            created    2026-03-01T11:57:00Z (3m ago)
            started    2026-03-01T11:59:48Z (12s ago)
            output     9 bytes

            TRY  OUTCOME      EXIT  RAN  ENDED   WORKER
            1    WORKER_LOST  -     50s  2m ago  w9
            """);
  }

  @Test
  void jobs_unknownId_saysSo() {
    server.problem(
        "GET /v1/jobs/nope",
        404,
        "{\"title\":\"No such job\",\"status\":404,\"code\":\"not_found\"}");

    assertThat(shell.run("jobs", "--server", server.uri(), "nope")).isEqualTo(125);
    assertThat(shell.err()).isEqualTo("sluice: No such job (HTTP 404, not_found)\n");
  }
}
