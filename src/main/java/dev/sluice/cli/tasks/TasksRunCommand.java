package dev.sluice.cli.tasks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bundle.Metadata;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.schema.CompiledSchema;
import dev.sluice.bundle.schema.InvalidSchemaException;
import dev.sluice.bundle.schema.JsonSchemas;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.Lengths;
import dev.sluice.cli.console.Text;
import dev.sluice.host.HostFailure;
import dev.sluice.host.HostSettings;
import dev.sluice.host.LimitCode;
import dev.sluice.host.RunContext;
import dev.sluice.host.RunRequest;
import dev.sluice.host.RunResult;
import dev.sluice.host.TaskHosts;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "run",
    header = "Run a task once, here; needs no server.",
    description = {
      "",
      "What the task prints goes to stdout and stderr as it comes, its result to stdout as one last"
          + " line of JSON. With --quiet stdout has the result alone.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice tasks run tasks/addition --input '{\"num1\":1,\"num2\":2}'",
      "  sluice tasks run tasks/csv --input @rows.json --quiet | jq .rows",
      "",
      "Exit codes: 0 it returned; 1 it failed; 2 usage, also when the input does not fit or",
      "the task is not valid; 124 it took too long; 125 Sluice failed."
    })
final class TasksRunCommand implements Callable<Integer> {
  private final Environment env;

  @Parameters(paramLabel = "DIR|ZIP", description = "The task.")
  private Path path = Path.of("");

  @Option(
      names = "--input",
      paramLabel = "JSON",
      defaultValue = "{}",
      description = "The input, @FILE to read it from a file, or - from stdin.")
  private String input = "{}";

  @Option(
      names = "--timeout",
      paramLabel = "LENGTH",
      converter = Lengths.class,
      description = "How long it may take, as 30s; the task's own limit, else 5m.")
  private @Nullable Duration timeout;

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description = "Where it may send requests: host, host:port, *.domain or *. Repeatable.")
  private List<String> allowedHosts = List.of();

  @Option(
      names = {"-q", "--quiet"},
      description = "What the task prints goes to stderr, progress nowhere.")
  private boolean quiet;

  TasksRunCommand(Environment env) {
    this.env = env;
  }

  @Override
  public Integer call() throws InterruptedException {
    TaskBundle task = TaskFolder.open(path);
    JsonNode given = readInput();
    check(task.inputSchema(), given, "input", ExitCode.USAGE);
    HostSettings settings = HostSettings.defaults().withAllowedHosts(allowedHosts);
    try (TaskHosts hosts = new TaskHosts(settings)) {
      RunResult result = hosts.run(request(task, given), new TaskPrinter(env.terminal(), quiet));
      return end(task, result);
    } catch (HostFailure e) {
      throw CliFailure.of("the task could not be run: " + e.getMessage());
    }
  }

  private JsonNode readInput() {
    try {
      byte[] bytes =
          input.equals("-")
              ? env.terminal().in().readAllBytes()
              : input.startsWith("@") ? Files.readAllBytes(Path.of(input.substring(1))) : null;
      return bytes == null ? Json.mapper().readTree(input) : Json.mapper().readTree(bytes);
    } catch (JsonProcessingException e) {
      throw CliFailure.usage("--input: not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw CliFailure.usage("--input: cannot read " + input + ": " + e.getMessage());
    }
  }

  private RunRequest request(TaskBundle task, JsonNode given) {
    Metadata metadata = task.metadata();
    Duration limit = timeout != null ? timeout : metadata.timeout();
    Long memory = metadata.memoryLimitBytes();
    return new RunRequest(
        task.name() + "/main.js",
        task.digest(),
        task.script(),
        given,
        new RunContext("local", task.name(), task.version().toString(), 1),
        limit == null ? 0 : limit.toMillis(),
        memory == null ? 0 : memory,
        null);
  }

  private int end(TaskBundle task, RunResult result) {
    if (result instanceof RunResult.Returned returned) {
      check(task.outputSchema(), returned.value(), "output", ExitCode.TASK_FAILED);
      env.terminal().out().print(returned.value() + "\n");
      return ExitCode.OK;
    }
    if (result instanceof RunResult.Threw threw) {
      env.terminal().say(Text.clean(threw.code() + ": " + threw.message()));
      return ExitCode.TASK_FAILED;
    }
    RunResult.Ended ended = (RunResult.Ended) result;
    env.terminal().say(Text.clean(ended.limit() + ": " + ended.message()));
    return ended.limit() == LimitCode.TIMEOUT ? ExitCode.TIMED_OUT : ExitCode.TASK_FAILED;
  }

  private static void check(@Nullable JsonNode schema, JsonNode value, String what, int exitCode) {
    if (schema == null) {
      return;
    }
    List<FieldError> errors;
    try {
      CompiledSchema compiled = JsonSchemas.compile(schema);
      errors = compiled.validate(value, what);
    } catch (InvalidSchemaException e) {
      throw CliFailure.usage("the " + what + " schema: " + e.getMessage());
    }
    if (!errors.isEmpty()) {
      List<String> lines = new ArrayList<>();
      lines.add("the " + what + " does not fit the task's " + what + " schema:");
      errors.forEach(error -> lines.add(TaskFolder.line(error)));
      throw CliFailure.of(exitCode, lines);
    }
  }
}
