package dev.sluice.cli.tasks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bundle.Metadata;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.schema.CompiledSchema;
import dev.sluice.bundle.schema.InvalidSchemaException;
import dev.sluice.bundle.schema.JsonSchemas;
import dev.sluice.cli.console.BaseCommand;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.DurationConverter;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.host.HostFailure;
import dev.sluice.host.HostSettings;
import dev.sluice.host.RunRequest;
import dev.sluice.host.TaskHosts;
import dev.sluice.host.protocol.LimitCode;
import dev.sluice.host.protocol.RunContext;
import dev.sluice.host.protocol.RunResult;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "run",
    header = "Run a task once on this machine. Needs no server.",
    description = {
      "",
      "Copies the task's stdout and stderr to this terminal as they come. The last line on stdout"
          + " is the result in JSON; with --quiet it is the only one.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice tasks run src/main/tasks/addition --input '{\"num1\":1,\"num2\":2}'",
      "  echo '{\"from\":3}' | sluice tasks run src/main/tasks/countdown -q --input -",
      "",
      "Exit codes: 0 success; 1 the task failed; 2 wrong usage, invalid task or input;",
      "124 time limit exceeded; 125 the task could not run."
    })
final class TasksRunCommand extends BaseCommand {
  @Parameters(paramLabel = "DIR|ZIP", description = "Directory or ZIP file of the task.")
  private Path path = Path.of("");

  @Option(
      names = "--input",
      paramLabel = "JSON",
      defaultValue = "{}",
      description = "The input; @FILE or - (stdin). Default: {}.")
  private String input = "{}";

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Time limit, as 30s. Default: the task's own, or 5m.")
  private @Nullable Duration timeout;

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description = {
        "A host that the task may call: host, host:port,",
        "*.domain or *. Repeatable. Default: none."
      })
  private List<String> allowedHosts = List.of();

  @Option(
      names = {"-q", "--quiet"},
      description = "Send the task's stdout to stderr and omit progress.")
  private boolean quiet;

  TasksRunCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() throws InterruptedException {
    TaskBundle task = LocalTask.open(path);
    JsonNode given = readInput();
    check(task.inputSchema(), given, "input", ExitCode.USAGE);
    HostSettings settings = HostSettings.defaults().withAllowedHosts(allowedHosts);
    try (TaskHosts hosts = new TaskHosts(settings)) {
      RunResult result = hosts.run(request(task, given), new RunPrinter(env.terminal(), quiet));
      return end(task, result);
    } catch (HostFailure e) {
      throw CliFailure.of("the task could not run: " + e.getMessage());
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
      throw CliFailure.usage("--input: not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw CliFailure.unreadable("--input", input, e);
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
      env.terminal().print(returned.value());
      return ExitCode.OK;
    }
    if (result instanceof RunResult.Threw threw) {
      env.terminal().say(threw.code() + ": " + threw.message());
      return ExitCode.TASK_FAILED;
    }
    RunResult.Ended ended = (RunResult.Ended) result;
    env.terminal().say(ended.limit() + ": " + ended.message());
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
      errors.forEach(error -> lines.add(LocalTask.line(error)));
      throw CliFailure.of(exitCode, lines);
    }
  }
}
