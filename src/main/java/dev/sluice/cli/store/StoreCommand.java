package dev.sluice.cli.store;

import dev.sluice.cli.console.BaseCommand;
import dev.sluice.cli.console.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "store",
    header = "Back up, check and compact the embedded store of a server.",
    description = {"", "A server with a MongoDB has none of this: use the tools of MongoDB.", ""},
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  sluice store backup --to /backups/monday --verify",
      "  sluice store backup --server http://db.example:8500 --to monday",
      "  sluice store check --data /backups/monday",
      "  sluice store compact --data /var/lib/sluice",
    })
public final class StoreCommand extends BaseCommand {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private StoreCommand(Environment env) {
    super(env);
  }

  public static CommandLine line(Environment env) {
    CommandLine line = new CommandLine(new StoreCommand(env));
    line.addSubcommand(new StoreBackupCommand(env));
    line.addSubcommand(new StoreCheckCommand(env));
    line.addSubcommand(new StoreCompactCommand(env));
    return line;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
