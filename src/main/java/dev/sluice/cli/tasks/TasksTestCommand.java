package dev.sluice.cli.tasks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.TaskTest;
import dev.sluice.bundle.schema.InvalidSchemaException;
import dev.sluice.cli.console.BaseCommand;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.Table;
import dev.sluice.host.HostFailure;
import dev.sluice.host.HostSettings;
import dev.sluice.host.TaskHosts;
import dev.sluice.host.TaskTester;
import dev.sluice.wire.FieldError;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "test",
    header = "Run the tests that come with tasks. Needs no server.",
    description = {
      "",
      "A test is a file tests/*.json with 'input' and 'expected_output', 'expected_error' or"
          + " 'assertions'; the guide on tasks describes them. Its 'mock' answers the task's fetch"
          + " calls. A test without a mock may call the hosts of --allow-host, otherwise no request"
          + " leaves this machine. A test whose file name ends in -fail must fail.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice tasks test src/main/tasks/addition",
      "  sluice tasks test --allow-host api.example.com ./my-task",
      "",
      "Exit codes: 0 all tests passed; 1 a test failed, a task has no tests or is not",
      "valid; 2 wrong usage; 125 the tests could not run."
    })
final class TasksTestCommand extends BaseCommand {
  private static final String TESTS = "tests.";

  /**
   * A task whose tests are run.
   *
   * @param unread errors in files of tests: the task is valid without them, but such a test counts
   *     as failed
   */
  private record Tested(TaskBundle task, List<FieldError> unread) {
    static Tested of(Path path) {
      Report report = LocalTask.report(path);
      TaskBundle task = LocalTask.open(path, report, ExitCode.TASK_FAILED);
      return new Tested(
          task,
          report.warnings().stream().filter(w -> (w.field() + ".").startsWith(TESTS)).toList());
    }
  }

  @Parameters(
      arity = "1..*",
      paramLabel = "DIR|ZIP",
      description = "Directories or ZIP files of tasks.")
  private List<Path> paths = List.of();

  @Option(names = "--json", description = "Print JSON, one test per line.")
  private boolean json;

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description = {
        "A host that tests without a mock may call: host, host:port,",
        "*.domain or *. Repeatable. Default: none."
      })
  private List<String> allowedHosts = List.of();

  TasksTestCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Tested> tasks = paths.stream().map(Tested::of).toList();
    Table table = new Table("TASK", "TEST", "RESULT", "WHY");
    int wrong = 0;
    HostSettings settings = HostSettings.defaults().withAllowedHosts(allowedHosts);
    try (TaskHosts hosts = new TaskHosts(settings)) {
      for (Tested tested : tasks) {
        wrong += test(new TaskTester(hosts, tested.task()), tested, table);
      }
    } catch (HostFailure e) {
      throw CliFailure.of("the tests could not run: " + e.getMessage());
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
    env.terminal()
        .print(
            JsonNodeFactory.instance
                .objectNode()
                .put("task", task.name())
                .put("version", task.version().toString())
                .put("test", outcome.test())
                .put("ok", outcome.right())
                .put("why", outcome.why()));
    env.terminal().out().flush();
  }
}
