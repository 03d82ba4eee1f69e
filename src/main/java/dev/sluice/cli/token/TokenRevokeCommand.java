package dev.sluice.cli.token;

import dev.sluice.cli.console.Environment;
import dev.sluice.token.TokenFile;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "revoke",
    header = "Revoke a token. The server refuses it within two seconds.",
    description = "",
    footer = {
      "",
      "Example:",
      "  sluice token revoke ci",
      "",
      "Exit codes: 0 revoked; 2 wrong usage; 125 no such token, or the file cannot be used."
    })
final class TokenRevokeCommand extends TokenFileCommand {
  @Parameters(paramLabel = "NAME", description = "The token's name, as 'token list' shows it.")
  private String name = "";

  TokenRevokeCommand(Environment env) {
    super(env);
  }

  @Override
  void run(TokenFile tokens) throws IOException {
    tokens.remove(name);
  }
}
