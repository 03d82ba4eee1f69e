package dev.sluice.cli.tasks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.cli.console.BaseCommand;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.host.HostFailure;
import dev.sluice.host.HostSettings;
import dev.sluice.host.TaskHosts;
import dev.sluice.text.Printable;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.JobError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "validate",
    header = "Print every error in a task. Needs no server.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  sluice tasks validate src/main/tasks/addition",
      "",
      "Exit codes: 0 valid; 1 not valid; 2 wrong usage; 125 the script could not be checked."
    })
final class TasksValidateCommand extends BaseCommand {
  @Parameters(paramLabel = "DIR|ZIP", description = "Directory or ZIP file of the task.")
  private Path path = Path.of("");

  @Option(names = "--json", description = "Print the report in JSON.")
  private boolean json;

  TasksValidateCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() throws InterruptedException {
    Report report = LocalTask.report(path);
    List<FieldError> errors = new ArrayList<>(report.errors());
    TaskBundle bundle = report.bundle();
    String script = report.script();
    if (script != null) {
      JobError broken = check(bundle == null ? "task" : bundle.name(), script);
      if (broken != null) {
        errors.add(new FieldError("script", broken.code(), broken.message()));
      }
    }
    if (json) {
      env.terminal().print(toJson(bundle, errors, report.warnings()));
    } else {
      print(bundle, errors, report.warnings());
    }
    return errors.isEmpty() ? ExitCode.OK : ExitCode.TASK_FAILED;
  }

  private static @Nullable JobError check(String task, String script) throws InterruptedException {
    try (TaskHosts hosts = new TaskHosts(HostSettings.defaults().forChecks())) {
      return hosts.check(task + "/main.js", script);
    } catch (HostFailure e) {
      throw CliFailure.of("the script could not be checked: " + e.getMessage());
    }
  }

  private void print(
      @Nullable TaskBundle bundle, List<FieldError> errors, List<FieldError> warnings) {
    errors.forEach(error -> print("error", error));
    warnings.forEach(warning -> print("warning", warning));
    if (bundle != null) {
      String task = bundle.name() + " " + bundle.version() + " " + bundle.digest();
      env.terminal().print(task + ": " + (errors.isEmpty() ? "valid" : "not valid"));
    }
  }

  private void print(String kind, FieldError error) {
    env.terminal().print(kind + "  " + Printable.clean(LocalTask.line(error), " ").strip());
  }

  private static ObjectNode toJson(
      @Nullable TaskBundle bundle, List<FieldError> errors, List<FieldError> warnings) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("valid", errors.isEmpty());
    if (bundle != null) {
      json.put("name", bundle.name());
      json.put("version", bundle.version().toString());
      json.put("digest", bundle.digest());
    }
    addAll(json.putArray("errors"), errors);
    addAll(json.putArray("warnings"), warnings);
    return json;
  }

  private static void addAll(ArrayNode to, List<FieldError> errors) {
    errors.forEach(
        e ->
            to.addObject()
                .put("field", e.field())
                .put("code", e.code())
                .put("message", e.message()));
  }
}
