package dev.sluice.cli.file;

import dev.sluice.cli.console.BaseCommand;
import dev.sluice.cli.console.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "files",
    header = "List, upload, download and delete files.",
    description = "",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  sluice files list",
      "  sluice files download $(sluice files upload data.zip)",
    })
public final class FilesCommand extends BaseCommand {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private FilesCommand(Environment env) {
    super(env);
  }

  public static CommandLine line(Environment env) {
    CommandLine line = new CommandLine(new FilesCommand(env));
    line.addSubcommand(new FilesListCommand(env));
    line.addSubcommand(new FilesUploadCommand(env));
    line.addSubcommand(new FilesDownloadCommand(env));
    line.addSubcommand(new FilesDeleteCommand(env));
    return line;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
