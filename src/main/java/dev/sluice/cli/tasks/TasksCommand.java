package dev.sluice.cli.tasks;

import dev.sluice.cli.console.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "tasks",
    header = "List the tasks of a server; check, test and run one that lies in a directory.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  sluice tasks list --tag math",
      "  sluice tasks test tasks/addition",
      "  sluice tasks run tasks/addition --input '{\"num1\":1,\"num2\":2}'",
    })
public final class TasksCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  private CommandSpec spec;

  private TasksCommand() {}

  public static CommandLine line(Environment env) {
    CommandLine line = new CommandLine(new TasksCommand());
    line.addSubcommand(new TasksListCommand(env));
    line.addSubcommand(new TasksShowCommand(env));
    line.addSubcommand(new TasksValidateCommand(env));
    line.addSubcommand(new TasksTestCommand(env));
    line.addSubcommand(new TasksRunCommand(env));
    line.getSubcommands().values().forEach(c -> c.getCommandSpec().mixinStandardHelpOptions(true));
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
