package dev.sluice.cli.token;

import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.Table;
import dev.sluice.token.AccessToken;
import dev.sluice.token.Scope;
import dev.sluice.token.TokenFile;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
    name = "list",
    header = "List the tokens with their scopes, without their secrets.",
    description = "",
    footer = {
      "",
      "Example:",
      "  sluice token list",
      "",
      "Exit codes: 0 success; 2 wrong usage; 125 the file cannot be used."
    })
final class TokenListCommand extends TokenFileCommand {
  TokenListCommand(Environment env) {
    super(env);
  }

  @Override
  void run(TokenFile tokens) throws IOException {
    Instant now = env.time().clock().instant();
    Table table = new Table("NAME", "SCOPES", "CREATED", "EXPIRES", "WORKERS");
    for (AccessToken token : tokens.read()) {
      table.row(
          token.name(),
          token.scopes().stream().map(Scope::text).collect(Collectors.joining(",")),
          time(token.createdAt()),
          token.isExpired(now) ? "expired" : time(token.expiresAt()),
          String.join(" ", token.workers()));
    }
    table.printTo(env.terminal().out(), env.variables());
  }

  private static String time(@Nullable Instant time) {
    return time == null ? "never" : time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
