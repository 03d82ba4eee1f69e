package dev.sluice.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.FakeServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code jobs}, {@code workers} and {@code cancel}. */
class ListsTest {
  private static final String RUNNING =
      "{\"job_id\":\"job-2\",\"status\":\"RUNNING\",\"operation\":\"exec\",\"payload\":{\"command\":[\"ls\",\"a\\n"
          + "b\\u001B[2J\"]},\"requirements\":{\"cpu\":1,\"ram_mb\":256,"
          + "\"labels\":{\"os\":\"linux\"}},\"priority\":5,\"tags\":[\"x\"],\"attempt\":2,\"worker_id\":\"w1\","
          + "\"created_at\":\"2026-03-01T11:57:00Z\",\"started_at\":\"2026-03-01T11:59:48Z\","
          + "\"output\":{\"chunks\":1,\"bytes\":9,\"truncated\":false},\"later_field\":1}";
  private static final String SUBMITTED =
      "{\"job_id\":\"job-1\",\"status\":\"SUBMITTED\",\"operation\":\"worker_list\",\"payload\":{},"
          + "\"attempt\":0,\"created_at\":\"2026-02-27T12:00:00Z\"}";

  private final Shell shell = new Shell();
  private final FakeServer server = new FakeServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void jobsAreAnAlignedTable() {
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
  void theTableKeepsToTheWidthOfTheTerminal() {
    server.json(
        "GET /v1/jobs", "{\"items\":[" + SUBMITTED.replace("worker_list", "x".repeat(200)) + "]}");
    shell.variables.put("COLUMNS", "70");

    shell.run("jobs", "--server", server.uri());

    assertThat(shell.out().lines().toList().get(1)).hasSize(70).endsWith("x…");
  }

  @Test
  void filtersAndPagesAreAskedOfTheServer() {
    server.json("GET /v1/jobs", "{\"items\":[" + RUNNING + "],\"next\":\"a b\"}");
    server.json("GET /v1/jobs", "{\"items\":[" + SUBMITTED + "]}");

    shell.run(
        "jobs",
        "--server",
        server.uri(),
        "--all",
        "--json",
        "--status",
        "running",
        "--tag",
        "x&y",
        "--worker",
        "w1",
        "--operation",
        "exec");

    assertThat(shell.out()).isEqualTo(RUNNING + "\n" + SUBMITTED + "\n");
    assertThat(server.requests())
        .extracting(FakeServer.Request::query)
        .containsExactly(
            "limit=200&status=RUNNING&tag=x%26y&worker=w1&operation=exec",
            "limit=200&status=RUNNING&tag=x%26y&worker=w1&operation=exec&cursor=a%20b");
  }

  @Test
  void saysWhenThereAreMore() {
    server.json("GET /v1/jobs", "{\"items\":[" + RUNNING + "],\"next\":\"n\"}");

    shell.run("jobs", "--server", server.uri(), "--limit", "1");

    assertThat(shell.err()).isEqualTo("sluice: there are more: --limit N or --all\n");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void oneJobIsShownWithItsAttempts() {
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
  void aJobThatIsNotThereIsSaidSo() {
    server.problem(
        "GET /v1/jobs/nope",
        404,
        "{\"title\":\"No such job\",\"status\":404,\"code\":\"not_found\"}");

    assertThat(shell.run("jobs", "--server", server.uri(), "nope")).isEqualTo(125);
    assertThat(shell.err()).isEqualTo("sluice: No such job (HTTP 404, not_found)\n");
  }

  @Test
  void workersAreAnAlignedTable() {
    server.json(
        "GET /v1/workers",
        "{\"items\":[{\"worker_id\":\"w1\",\"status\":\"BUSY\",\"hostname\":\"h\",\"cpu_count\":4,"
            + "\"ram_total_mb\":8192,\"cpu_usage\":49.6,\"reserved_cpu\":1.5,\"reserved_ram_mb\":256,"
            + "\"max_parallel\":4,\"labels\":{\"os\":\"linux\",\"gpu\":\"a\"},\"capabilities\":[],"
            + "\"running\":[{\"job_id\":\"j\",\"attempt\":1}],"
            + "\"last_heartbeat_at\":\"2026-03-01T11:59:58Z\"}]}");

    shell.run("workers", "--server", server.uri());

    assertThat(shell.out())
        .isEqualTo(
            """
            WORKER  STATUS  HOST  JOBS  CPU    RAM       USE  SEEN  LABELS
            w1      BUSY    h     1/4   1.5/4  256/8192  50%  2s    gpu=a os=linux
            """);
  }

  @Test
  void cancelGoesOnAfterARefusal() {
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

  @Test
  void versionsOfATaskAreTheNewestAndHowManyThereAreIsSaid() {
    server.json("GET /v1/tasks/a", versions(3, "1.2.0", "1.1.0", "next"));

    int code = shell.run("tasks", "show", "a", "--limit", "2", "--server", server.uri());

    assertThat(code).isZero();
    assertThat(shell.out())
        .isEqualTo(
            """
            VERSION  AVAILABLE  SOURCE  DIGEST    DESCRIPTION
            1.2.0    yes        here    sha256:0  adds
            1.1.0    yes        here    sha256:0  adds
            """);
    assertThat(shell.err()).contains("there are 3: --limit N or --all");
    assertThat(server.only("GET /v1/tasks/a").query()).isEqualTo("limit=2");
  }

  @Test
  void allVersionsOfATaskAreReadPageByPage() {
    server.json("GET /v1/tasks/a", versions(3, "1.2.0", "1.1.0", "next"));
    server.json("GET /v1/tasks/a", versions(3, "1.0.0"));

    shell.run("tasks", "show", "a", "--all", "--json", "--server", server.uri());

    assertThat(shell.out().lines()).hasSize(3).last().asString().contains("\"version\":\"1.0.0\"");
    assertThat(shell.err()).isEmpty();
    assertThat(server.requests())
        .extracting(FakeServer.Request::query)
        .containsExactly("limit=200", "limit=200&cursor=next");
  }

  private static String versions(int total, String... versionsAndNext) {
    StringBuilder page = new StringBuilder();
    String next = "";
    for (String each : versionsAndNext) {
      if (each.equals("next")) {
        next = ",\"next\":\"next\"";
      } else {
        page.append(page.isEmpty() ? "" : ",")
            .append("{\"version\":\"" + each + "\",\"source\":\"here\",")
            .append("\"digest\":\"sha256:0\",\"description\":\"adds\"}");
      }
    }
    return "{\"name\":\"a\",\"total\":" + total + ",\"versions\":[" + page + "]" + next + "}";
  }
}
