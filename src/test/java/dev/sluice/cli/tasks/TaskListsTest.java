package dev.sluice.cli.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.StubServer;
import dev.sluice.cli.console.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands that show the tasks of a server. */
class TaskListsTest {
  private static final String ADDITION =
      """
      {"name":"addition","version":"1.2.0","versions":3,"available":true,"tags":["math","basic"],
       "description":"Adds\\u001b[2J two"}\
      """;
  private static final String GONE =
      "{\"name\":\"gone\",\"version\":\"1.0.0\",\"available\":false,\"tags\":[],\"label\":\"Old\"}";

  private final StubServer server = new StubServer();
  private final Shell shell = new Shell();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void list_twoTasks_isAnAlignedTable() {
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
  void list_disabledTask_saysSo() {
    String since = "\"disabled_since\":\"2026-01-01T00:00:00Z\",\"available\"";
    server.json("GET /v1/tasks", "{\"items\":[" + ADDITION.replace("\"available\"", since) + "]}");

    assertThat(shell.run("tasks", "list", "--server", server.uri())).isZero();

    assertThat(shell.out()).containsPattern("addition +1.2.0 +3 +disabled");
  }

  @Test
  void disable_severalTasks_asksForEachAndSaysWhichFailed() {
    server.json("POST /v1/tasks/addition/disable", "{\"name\":\"addition\",\"enabled\":false}");

    int code = shell.run("tasks", "disable", "addition", "a b", "--json", "--server", server.uri());

    assertThat(code).isEqualTo(125);
    assertThat(shell.out()).isEqualTo("{\"name\":\"addition\",\"enabled\":false}\n");
    assertThat(shell.err()).contains("a b: ");
  }

  @Test
  void enable_task_isQuiet() {
    server.json("POST /v1/tasks/addition/enable", "{\"name\":\"addition\",\"enabled\":true}");

    int code = shell.run("tasks", "enable", "addition", "--server", server.uri());

    assertThat(code).isZero();
    assertThat(shell.out() + shell.err()).isEmpty();
    assertThat(server.only("POST /v1/tasks/addition/enable")).isNotNull();
  }

  @Test
  void list_filters_areSentToTheServer() {
    server.json("GET /v1/tasks", "{\"items\":[" + ADDITION + "]}");

    int code =
        shell.run(("tasks,list,a b&c,--tag,x,--tag,y,--json,--server," + server.uri()).split(","));

    assertThat(code).isZero();
    assertThat(server.only("GET /v1/tasks").query()).contains("tag=x", "tag=y", "q=a%20b%26c");
    assertThat(shell.out()).startsWith("{\"name\":\"addition\"").hasLineCount(1);
  }

  @Test
  void show_task_isATableOfItsVersions() {
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
  void show_version_isItsDefinition() {
    server.json(
        "GET /v1/tasks/addition/1.2.0", "{\"script\":\"() => 1\",\"digest\":\"sha256:fe\"}");

    int code = shell.run("tasks", "show", "addition", "1.2.0", "--server", server.uri());

    assertThat(code).isZero();
    assertThat(shell.out()).contains("\"script\" : \"() => 1\"", "\"digest\" : \"sha256:fe\"");
  }

  @Test
  void show_unknownTask_saysSo() {
    server.problem(
        "GET /v1/tasks/none",
        404,
        "{\"status\":404,\"code\":\"task_not_found\",\"detail\":\"no task none\"}");

    assertThat(shell.run("tasks", "show", "none", "--server", server.uri())).isEqualTo(125);
    assertThat(shell.err()).contains("no task none");
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void show_moreVersionsThanLimit_saysHowManyExist() {
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
    assertThat(shell.err()).contains("showing 2 of 3; for more, use --limit N or --all");
    assertThat(server.only("GET /v1/tasks/a").query()).isEqualTo("limit=2");
  }

  @Test
  void show_all_readsPageByPage() {
    server.json("GET /v1/tasks/a", versions(3, "1.2.0", "1.1.0", "next"));
    server.json("GET /v1/tasks/a", versions(3, "1.0.0"));

    shell.run("tasks", "show", "a", "--all", "--json", "--server", server.uri());

    assertThat(shell.out().lines()).hasSize(3).last().asString().contains("\"version\":\"1.0.0\"");
    assertThat(shell.err()).isEmpty();
    assertThat(server.requests())
        .extracting(StubServer.Request::query)
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
