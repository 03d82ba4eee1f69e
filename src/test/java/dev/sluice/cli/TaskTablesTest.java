package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands that show the tasks of a server. */
class TaskTablesTest {
  private static final String ADDITION =
      """
      {"name":"addition","version":"1.2.0","versions":3,"available":true,"tags":["math","basic"],
       "description":"Adds\\u001b[2J two"}\
      """;
  private static final String GONE =
      "{\"name\":\"gone\",\"version\":\"1.0.0\",\"available\":false,\"tags\":[],\"label\":\"Old\"}";

  private final FakeServer server = new FakeServer();
  private final Shell shell = new Shell();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void listIsAnAlignedTable() {
    server.json("GET /v1/tasks", "{\"items\":[" + ADDITION + "," + GONE + "]}");

    int code = shell.run("tasks", "list", "--server", server.uri());

    assertThat(code).isZero();
    assertThat(shell.out())
        .isEqualTo(
            """
            TASK      VERSION  VERSIONS  AVAILABLE  TAGS        DESCRIPTION
            addition  1.2.0    3         yes        math,basic  Adds [2J two
            gone      1.0.0    1         no                     Old
            """);
  }

  @Test
  void whatIsLookedForIsAskedOfTheServer() {
    server.json("GET /v1/tasks", "{\"items\":[" + ADDITION + "]}");

    int code =
        shell.run(
            "tasks",
            "list",
            "a b&c",
            "--tag",
            "x",
            "--tag",
            "y",
            "--json",
            "--server",
            server.uri());

    assertThat(code).isZero();
    assertThat(server.only("GET /v1/tasks").query()).contains("tag=x", "tag=y", "q=a%20b%26c");
    assertThat(shell.out()).startsWith("{\"name\":\"addition\"").hasLineCount(1);
  }

  @Test
  void showHasTheVersionsOfATask() {
    server.json(
        "GET /v1/tasks/addition",
        """
        {"name":"addition","versions":[
          {"version":"1.2.0","available":true,"source":"ours","digest":"sha256:0123456789abcdef"},
          {"version":"1.0.0","available":false,"source":"ours","digest":"sha256:fe"}]}\
        """);

    int code = shell.run("tasks", "show", "addition", "--server", server.uri());

    assertThat(code).isZero();
    assertThat(shell.out())
        .containsPattern("1\\.2\\.0 +yes +ours +sha256:")
        .containsPattern("1\\.0\\.0 +no +ours +sha256:fe");
  }

  @Test
  void showHasTheDefinitionOfAVersion() {
    server.json(
        "GET /v1/tasks/addition/1.2.0", "{\"script\":\"() => 1\",\"digest\":\"sha256:fe\"}");

    int code = shell.run("tasks", "show", "addition", "1.2.0", "--server", server.uri());

    assertThat(code).isZero();
    assertThat(shell.out()).contains("\"script\" : \"() => 1\"", "\"digest\" : \"sha256:fe\"");
  }

  @Test
  void aTaskThatIsNotThereIsSaid() {
    server.problem(
        "GET /v1/tasks/none",
        404,
        "{\"status\":404,\"code\":\"task_not_found\",\"detail\":\"no task none\"}");

    assertThat(shell.run("tasks", "show", "none", "--server", server.uri())).isEqualTo(125);
    assertThat(shell.err()).contains("no task none");
    assertThat(shell.out()).isEmpty();
  }
}
