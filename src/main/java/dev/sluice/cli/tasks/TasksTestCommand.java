package dev.sluice.cli.tasks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.TaskTest;
import dev.sluice.bundle.schema.InvalidSchemaException;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.Table;
import dev.sluice.host.HostFailure;
import dev.sluice.host.HostSettings;
import dev.sluice.host.TaskHosts;
import dev.sluice.host.TaskTester;
import dev.sluice.wire.FieldError;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "test",
    header = "Run the tests that come with tasks; needs no server.",
    description = {
      "",
      "Each tests/*.json has input and expected_output, and perhaps a mock of what fetch is"
          + " answered; nothing else is. Numbers compare by value. expected_output.error asks for"
          + " an error with that text in its message or class. A file whose name ends in -fail must"
          + " not pass, unless it asks for an error.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 all as expected; 1 one is not, a task has none, or is not valid;",
      "2 usage; 125 Sluice failed."
    })
final class TasksTestCommand implements Callable<Integer> {
  private static final String TESTS = "tests.";

  /**
   * A task whose tests are run.
   *
   * @param unread files of tests that cannot be read: the task runs well without them, but a test
   *     that is not run is not as expected
   */
  private record Tested(TaskBundle task, List<FieldError> unread) {
    static Tested of(Path path) {
      Report report = TaskFolder.report(path);
      TaskBundle task = TaskFolder.open(path, report, ExitCode.TASK_FAILED);
      return new Tested(
          task,
          report.warnings().stream().filter(w -> (w.field() + ".").startsWith(TESTS)).toList());
    }
  }

  private final Environment env;

  @Parameters(arity = "1..*", paramLabel = "DIR|ZIP", description = "The tasks.")
  private List<Path> paths = List.of();

  @Option(names = "--json", description = "Print each outcome as JSON, one a line.")
  private boolean json;

  TasksTestCommand(Environment env) {
    this.env = env;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Tested> tasks = paths.stream().map(Tested::of).toList();
    Table table = new Table("TASK", "TEST", "RESULT", "WHY");
    int wrong = 0;
    try (TaskHosts hosts = new TaskHosts(HostSettings.defaults())) {
      for (Tested tested : tasks) {
        wrong += test(new TaskTester(hosts, tested.task()), tested, table);
      }
    } catch (HostFailure e) {
      throw CliFailure.of("the tests could not be run: " + e.getMessage());
    } catch (InvalidSchemaException e) {
      throw CliFailure.of(ExitCode.TASK_FAILED, List.of(String.valueOf(e.getMessage())));
    }
    if (!json) {
      table.printTo(env.terminal().out(), env.variables());
    }
    return wrong == 0 ? ExitCode.OK : ExitCode.TASK_FAILED;
  }

  private int test(TaskTester tester, Tested tested, Table table)
      throws HostFailure, InterruptedException {
    TaskBundle task = tested.task();
    int wrong = 0;
    for (TaskTest test : task.tests()) {
      TaskTester.Outcome outcome = tester.run(test);
      wrong += outcome.right() ? 0 : 1;
      row(task, outcome, table);
    }
    for (FieldError error : tested.unread()) {
      row(task, unread(error), table);
      wrong++;
    }
    if (task.tests().isEmpty() && wrong == 0) {
      env.terminal().say(task.name() + " has no tests");
      wrong++;
    }
    return wrong;
  }

  private static TaskTester.Outcome unread(FieldError error) {
    String test = error.field().startsWith(TESTS) ? error.field().substring(TESTS.length()) : "";
    return new TaskTester.Outcome(test, false, error.code() + ": " + error.message());
  }

  private void row(TaskBundle task, TaskTester.Outcome outcome, Table table) {
    if (json) {
      print(task, outcome);
    } else {
      String why = outcome.right() ? "" : outcome.why();
      table.row(task.name(), outcome.test(), outcome.right() ? "ok" : "FAILED", why);
    }
  }

  private void print(TaskBundle task, TaskTester.Outcome outcome) {
    PrintStream out = env.terminal().out();
    out.print(
        JsonNodeFactory.instance
                .objectNode()
                .put("task", task.name())
                .put("version", task.version().toString())
                .put("test", outcome.test())
                .put("ok", outcome.right())
                .put("why", outcome.why())
            + "\n");
    out.flush();
  }
}
