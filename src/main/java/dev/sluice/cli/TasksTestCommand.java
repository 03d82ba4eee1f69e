package dev.sluice.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.bundle.InvalidSchemaException;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.TaskTest;
import dev.sluice.host.HostFailure;
import dev.sluice.host.HostSettings;
import dev.sluice.host.TaskHosts;
import dev.sluice.host.TaskTester;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
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
      "Each tests/*.json has input and expected_output, and perhaps a mock of what fetch is answered;"
          + " nothing else is. Numbers compare by value. expected_output.error asks for an error"
          + " with that text in its message or class. A file whose name ends in -fail must not pass.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 all as expected; 1 one is not, or a task has none; 2 usage;",
      "125 Sluice failed."
    })
final class TasksTestCommand implements Callable<Integer> {
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
    List<TaskBundle> tasks = new ArrayList<>();
    paths.forEach(path -> tasks.add(TaskFolder.open(path)));
    Table table = new Table("TASK", "TEST", "RESULT", "WHY");
    int wrong = 0;
    try (TaskHosts hosts = new TaskHosts(HostSettings.defaults())) {
      for (TaskBundle task : tasks) {
        wrong += test(new TaskTester(hosts, task), task, table);
      }
    } catch (HostFailure e) {
      throw CliFailure.of("the tests could not be run: " + e.getMessage());
    } catch (InvalidSchemaException e) {
      throw CliFailure.usage(String.valueOf(e.getMessage()));
    }
    if (!json) {
      table.printTo(env.terminal().out(), env.variables());
    }
    return wrong == 0 ? ExitCode.OK : ExitCode.TASK_FAILED;
  }

  private int test(TaskTester tester, TaskBundle task, Table table)
      throws HostFailure, InterruptedException {
    int wrong = 0;
    for (TaskTest test : task.tests()) {
      TaskTester.Outcome outcome = tester.run(test);
      wrong += outcome.right() ? 0 : 1;
      if (json) {
        print(task, outcome);
      } else {
        String why = outcome.right() ? "" : outcome.why();
        table.row(task.name(), outcome.test(), outcome.right() ? "ok" : "FAILED", why);
      }
    }
    if (task.tests().isEmpty()) {
      env.terminal().say(task.name() + " has no tests");
      wrong++;
    }
    return wrong;
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
