package dev.sluice.cli.tasks;

import dev.sluice.cli.console.BaseCommand;
import dev.sluice.cli.console.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "tasks",
    header = "List, show, disable, enable, validate, test and run tasks.",
    description = "",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  sluice tasks list --tag math",
      "  sluice tasks test src/main/tasks/addition",
      "  sluice tasks run src/main/tasks/addition --input '{\"num1\":1,\"num2\":2}'",
    })
public final class TasksCommand extends BaseCommand {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private TasksCommand(Environment env) {
    super(env);
  }

  public static CommandLine line(Environment env) {
    CommandLine line = new CommandLine(new TasksCommand(env));
    line.addSubcommand(new TasksListCommand(env));
    line.addSubcommand(new TasksShowCommand(env));
    line.addSubcommand(new TasksSwitchCommand.Disable(env));
    line.addSubcommand(new TasksSwitchCommand.Enable(env));
    line.addSubcommand(new TasksValidateCommand(env));
    line.addSubcommand(new TasksTestCommand(env));
    line.addSubcommand(new TasksRunCommand(env));
    return line;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
