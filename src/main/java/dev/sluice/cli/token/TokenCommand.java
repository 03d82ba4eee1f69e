package dev.sluice.cli.token;

import dev.sluice.cli.console.BaseCommand;
import dev.sluice.cli.console.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "token",
    header = "Create, list and revoke access tokens of a server on this machine.",
    description = {
      "",
      "The commands change the file of tokens; the server reads it again by itself. They need no"
          + " server, and the right to write the file.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  sluice token create ci --scope submit --scope read",
      "  sluice token create build-1 --scope agent --worker build-1",
      "  sluice token list",
      "  sluice token revoke ci",
    })
public final class TokenCommand extends BaseCommand {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private TokenCommand(Environment env) {
    super(env);
  }

  public static CommandLine line(Environment env) {
    CommandLine line = new CommandLine(new TokenCommand(env));
    line.addSubcommand(new TokenCreateCommand(env));
    line.addSubcommand(new TokenListCommand(env));
    line.addSubcommand(new TokenRevokeCommand(env));
    return line;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
