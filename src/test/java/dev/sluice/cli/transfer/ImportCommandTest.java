package dev.sluice.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.StubServer;
import dev.sluice.cli.console.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
  private static final String JOB = "{\"jobId\":\"%s\",\"command\":\"c\",\"status\":\"failed\"}";

  private final StubServer server = new StubServer();
  private final Shell shell = new Shell();

  @TempDir Path directory;

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void import_arrayWithBrokenRecords_sendsTheOthersAndReportsEach() throws IOException {
    server.json(
        "POST /v1/import",
        "{\"stored\":1,\"known\":0,\"refused\":"
            + "[{\"line\":1,\"id\":\"b c\",\"code\":\"invalid_id\",\"reason\":\"not an id\"}]}");
    String file = file("[" + JOB.formatted("a") + ",7,{}," + JOB.formatted("b c") + "]");

    int code = shell.run("import", "--server", server.uri(), file);

    assertThat(code).isEqualTo(1);
    assertThat(server.only("POST /v1/import").body().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("{\"job\":{\"job_id\":"));
    assertThat(shell.out())
        .isEqualTo(
            file
                + "[1]: is no object\n"
                + file
                + "[2]: is neither a job (jobId, command) nor a worker (workerId)\n"
                + file
                + "[3] b c: not an id\n");
    assertThat(shell.err()).isEqualTo("sluice: 1 imported, 0 known to the server, 3 refused\n");
  }

  @Test
  void import_objectKeyedById_takesTheKeyAsTheId() throws IOException {
    server.json("POST /v1/import", "{\"stored\":2,\"known\":0,\"refused\":[]}");
    String file =
        file(
            "{\"j7\":{\"command\":\"c\",\"status\":\"failed\"},"
                + "\"w7\":{\"hostname\":\"h\",\"status\":\"idle\"}}");

    assertThat(shell.run("import", "--server", server.uri(), file)).isZero();
    assertThat(server.only("POST /v1/import").body())
        .contains("{\"job\":{\"job_id\":\"j7\"")
        .contains("{\"worker\":{\"worker_id\":\"w7\"");
  }

  @Test
  void import_exportFromStdin_isPassedOnAsItIs() {
    server.json("POST /v1/import", "{\"stored\":0,\"known\":1,\"refused\":[]}");
    String lines = "{\"output\":{\"job_id\":\"a\"}}\n{\"job\":{\"job_id\":\"a\"}}\n";
    shell.in = lines + "nonsense\n\n";

    int code = shell.run("import", "--dry-run", "--server", server.uri(), "-");

    assertThat(code).isEqualTo(1);
    assertThat(server.only("POST /v1/import").query()).isEqualTo("dry_run=true");
    assertThat(server.only("POST /v1/import").body()).isEqualTo(lines);
    assertThat(shell.out()).startsWith("stdin:3: is not JSON");
    assertThat(shell.err()).contains("0 would be imported, 1 known to the server, 1 refused");
  }

  @Test
  void import_manyRecords_areSentInBatches() {
    server.json("POST /v1/import", "{\"stored\":500,\"known\":0,\"refused\":[]}");
    shell.in = "[" + (JOB.formatted("a") + ",").repeat(999) + JOB.formatted("b") + "]";

    assertThat(shell.run("import", "--server", server.uri(), "-")).isZero();
    assertThat(server.requests()).hasSize(2).allMatch(r -> r.body().lines().count() == 500);
    assertThat(shell.err()).contains("1000 imported");
  }

  @Test
  void import_fileThatBreaksOff_importsWhatIsBefore() throws IOException {
    server.json("POST /v1/import", "{\"stored\":1,\"known\":0,\"refused\":[]}");
    String file = file("[" + JOB.formatted("a") + ",{\"jobId\":");

    assertThat(shell.run("import", "--server", server.uri(), file)).isEqualTo(125);
    assertThat(server.only("POST /v1/import").body().lines()).hasSize(1);
    assertThat(shell.err()).contains("is not JSON from line 1").contains("1 imported");
  }

  @Test
  void import_noSuchFile_isWrongUsage() {
    assertThat(shell.run("import", "--server", server.uri(), "/nowhere")).isEqualTo(2);
    assertThat(shell.err()).contains("no such file");
  }

  @Test
  void export_isCopiedToStdout() {
    server.json("GET /v1/export", "{\"job\":{}}\n");

    assertThat(shell.run("export", "--server", server.uri())).isZero();
    assertThat(shell.out()).isEqualTo("{\"job\":{}}\n");
  }

  @Test
  void export_cutOff_isReported() {
    server.on(
        "GET /v1/export", StubServer.broken("{\"job\":{}}\n".getBytes(StandardCharsets.UTF_8)));

    assertThat(shell.run("export", "--server", server.uri())).isEqualTo(125);
    assertThat(shell.err()).contains("sluice: cannot reach");
  }

  private String file(String text) throws IOException {
    return Files.writeString(directory.resolve("old.json"), text).toString();
  }
}
