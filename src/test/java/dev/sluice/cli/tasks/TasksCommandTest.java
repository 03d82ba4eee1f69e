package dev.sluice.cli.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.cli.console.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The {@code tasks} commands that need no server, with real task hosts. */
@SuppressWarnings("NullAway.Init")
class TasksCommandTest {
  private static final String SAMPLES = "src/main/tasks/";

  @TempDir Path directory;
  private final Shell shell = new Shell();

  private Path task(String script) throws IOException {
    return task(script, 60);
  }

  private Path task(String script, int timeoutSeconds) throws IOException {
    Path task = Files.createDirectories(directory.resolve("sample"));
    Files.writeString(
        task.resolve("metadata.json"),
        "{\"name\":\"sample\",\"version\":\"1.0.0\",\"timeout\":" + timeoutSeconds + "}");
    Files.writeString(task.resolve("main.js"), script);
    return task;
  }

  @Test
  void test_allPass_printsATableAndExitsWith0() {
    int code = shell.run("tasks", "test", SAMPLES + "addition", SAMPLES + "repository-info");

    assertThat(code).isZero();
    assertThat(shell.out())
        .contains("TASK", "RESULT")
        .containsPattern("addition +test-001 +ok")
        .containsPattern("addition +test-004-wrong-sum-fail +ok")
        .containsPattern("repository-info +test-001-found +ok")
        .doesNotContain("FAILED");
  }

  @Test
  void test_oneFails_exitsWith1() throws IOException {
    Path task = task("(input) => input");
    Files.createDirectories(task.resolve("tests"));
    Files.writeString(
        task.resolve("tests/good.json"), "{\"input\":{\"a\":1},\"expected_output\":{\"a\":1.0}}");
    Files.writeString(
        task.resolve("tests/bad.json"), "{\"input\":{\"a\":1},\"expected_output\":{\"a\":2}}");

    int code = shell.run("tasks", "test", "--json", task.toString());

    assertThat(code).isEqualTo(1);
    assertThat(shell.out())
        .contains("\"test\":\"good\",\"ok\":true")
        .contains("\"test\":\"bad\",\"ok\":false,\"why\":\"output.a is 1, expected 2\"");
  }

  @Test
  void test_allowHost_letsTestsWithoutAMockCallIt() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("42".getBytes(StandardCharsets.US_ASCII));
          exchange.close();
        });
    server.start();
    try {
      String host = "127.0.0.1:" + server.getAddress().getPort();
      Path task = task("(input) => fetch('http://" + host + "/').body");
      Files.createDirectories(task.resolve("tests"));
      Files.writeString(task.resolve("tests/real.json"), "{\"expected_output\":42}");
      Files.writeString(
          task.resolve("tests/mocked.json"),
          "{\"expected_output\":1,\"mock\":{\"http\":{\"url\":\"/\",\"response\":{\"body\":1}}}}");

      assertThat(shell.run("tasks", "test", "--allow-host", host, task.toString())).isZero();
      assertThat(new Shell().run("tasks", "test", task.toString()))
          .as("no request leaves the machine otherwise")
          .isEqualTo(1);
    } finally {
      server.stop(0);
    }
    assertThat(shell.out()).containsPattern("sample +mocked +ok").containsPattern("real +ok");
  }

  @Test
  void test_unreadableTestFile_countsAsFailed() throws IOException {
    Path task = task("(input) => input");
    Files.createDirectories(task.resolve("tests"));
    Files.writeString(task.resolve("tests/good.json"), "{\"expected_output\":{}}");
    Files.writeString(task.resolve("tests/cut.json"), "{\"input\":");
    Files.writeString(
        task.resolve("tests/odd.json"),
        "{\"assertions\":[{\"path\":\"a\",\"operator\":\"is\",\"expected\":1}]}");

    int code = shell.run("tasks", "test", task.toString());

    assertThat(code).isEqualTo(1);
    assertThat(shell.out())
        .containsPattern("sample +good +ok")
        .containsPattern("sample +cut +FAILED +malformed_json: ")
        .containsPattern("sample +odd.assertions.0..operator +FAILED +unknown_operator: must be");
  }

  @Test
  void run_task_printsItsOutputAndItsResultLast() {
    int code = shell.run("tasks", "run", SAMPLES + "countdown", "--input", "{\"from\":2}");

    assertThat(code).isZero();
    assertThat(shell.out()).isEqualTo("countdown 1.0.0, from 2\n{\"counted\":2}\n");
    assertThat(shell.err()).contains("sluice: 0 % counting 2 left\n", "sluice: 100 % done\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "entrypoint: task.js | function main(inputs) { const { a, b } = inputs; return { result: a"
            + " + b }; } module.exports = { main };",
        "entrypoint: add     | function add(i) { return { result: i.a + i.b }; }",
        "author: someone     | async function main(i) { return { result: i.a + i.b }; }",
      })
  void run_olderForm_validatesInputAndRuns(String meta, String script) throws IOException {
    Path task = Files.createDirectories(directory.resolve("old"));
    Files.writeString(
        task.resolve("meta.yaml"),
        "name: old\nversion: 1.0.0\n"
            + "inputs: {a: {type: number, required: true}, b: number}\n"
            + meta);
    Files.writeString(task.resolve("task.js"), script);

    assertThat(shell.run("tasks", "run", task.toString(), "--input", "{\"a\":1,\"b\":2}")).isZero();
    assertThat(shell.run("tasks", "run", task.toString(), "--input", "{\"b\":2}")).isEqualTo(2);

    assertThat(shell.out()).isEqualTo("{\"result\":3}\n");
    assertThat(shell.err()).contains("input.a");
  }

  @Test
  void run_quiet_printsOnlyTheResultOnStdout() {
    shell.in = "{\"from\":1}";

    int code = shell.run("tasks", "run", SAMPLES + "countdown", "--input", "-", "-q");

    assertThat(code).isZero();
    assertThat(shell.out()).isEqualTo("{\"counted\":1}\n");
    assertThat(shell.err()).isEqualTo("countdown 1.0.0, from 1\n");
  }

  @Test
  void run_failingTask_saysWhy() throws IOException {
    Path loops = task("() => { for (;;); }", 1);

    assertThat(
            shell.run(
                "tasks", "run", SAMPLES + "fails-on-purpose", "--input", "{\"how\":\"throw\"}"))
        .isEqualTo(1);
    assertThat(shell.run("tasks", "run", loops.toString())).isEqualTo(124);

    assertThat(shell.out()).isEmpty();
    assertThat(shell.err())
        .contains("about to fail: throw\n", "sluice: OutOfCoffeeError: the pot is empty\n")
        .contains("sluice: TIMEOUT: the script ran longer than 1000 ms\n");
  }

  @Test
  void run_unusableScriptOrResult_namesTheReasonOnce() throws IOException {
    assertThat(shell.run("tasks", "run", task("const main = 5;").toString())).isEqualTo(1);
    assertThat(shell.run("tasks", "run", task("() => NaN").toString())).isEqualTo(1);

    assertThat(shell.err().lines())
        .first()
        .asString()
        .startsWith("sluice: NOT_CALLABLE: the script yields no function to call");
    assertThat(shell.err())
        .contains("sluice: INVALID_RESULT: the returned value is ")
        .doesNotContain("the script the");
  }

  @Test
  void test_invalidTask_exitsWithTheCodeOfEachCommand() throws IOException {
    Path task = task("(input) => input");
    Files.writeString(task.resolve("metadata.json"), "{\"name\":\"a/b\",\"version\":\"1\"}");

    assertThat(shell.run("tasks", "test", task.toString())).isEqualTo(1);
    assertThat(shell.run("tasks", "validate", task.toString())).isEqualTo(1);
    assertThat(shell.run("tasks", "run", task.toString())).isEqualTo(2);
    assertThat(shell.run("tasks", "test", directory.resolve("nowhere").toString())).isEqualTo(2);

    assertThat(shell.err()).contains("is not a valid task:", "metadata.name", "metadata.version");
  }

  @Test
  void run_invalidInputOrPath_isWrongUsage() {
    assertThat(shell.run("tasks", "run", SAMPLES + "addition", "--input", "{\"num1\":\"x\"}"))
        .isEqualTo(2);
    assertThat(shell.run("tasks", "run", SAMPLES + "addition", "--input", "{oops")).isEqualTo(2);
    assertThat(shell.run("tasks", "run", "src/main/nowhere")).isEqualTo(2);
    assertThat(shell.run("tasks")).isEqualTo(2);

    assertThat(shell.err())
        .contains("the input does not fit the task's input schema:", "input.num1", "input.num2")
        .contains("--input: not valid JSON", "no such directory", "a command is missing");
  }

  @Test
  void validate_severalErrors_printsAll() throws IOException {
    Path task = task("const main = 5;");
    Files.writeString(task.resolve("metadata.json"), "{\"name\":\"a/b\",\"version\":\"1\"}");

    assertThat(shell.run("tasks", "validate", task.toString())).isEqualTo(1);
    assertThat(shell.out())
        .contains("error")
        .contains("name")
        .contains("version")
        .as("the script is checked all the same")
        .contains("NOT_CALLABLE");

    Shell second = new Shell();
    assertThat(second.run("tasks", "validate", "--json", task("const main = 5;").toString()))
        .isEqualTo(1);
    assertThat(second.out()).contains("\"valid\":false", "\"field\":\"script\"", "NOT_CALLABLE");

    Shell third = new Shell();
    assertThat(third.run("tasks", "validate", SAMPLES + "addition")).isZero();
    assertThat(third.out()).startsWith("addition 1.0.0 sha256:").endsWith(": valid\n");
  }
}
