package dev.sluice.cli.token;

import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.DurationConverter;
import dev.sluice.cli.console.Environment;
import dev.sluice.token.AccessToken;
import dev.sluice.token.Scope;
import dev.sluice.token.TokenFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "create",
    header = "Create a token and print its secret, which is shown only once.",
    description = {
      "",
      "Scopes: 'submit' submits, starts, cancels and retries jobs; 'read' reads jobs, output,"
          + " workers and tasks; 'operate' drains and removes workers and synchronizes tasks;"
          + " 'agent' registers workers; 'backup' copies the store. No scope includes another.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice token create ci --scope submit --scope read --expires-in 90d",
      "  sluice token create build-1 --scope agent --worker build-1",
      "",
      "Exit codes: 0 created; 2 wrong usage; 125 the file cannot be used, or has that name."
    })
final class TokenCreateCommand extends TokenFileCommand {
  @Parameters(paramLabel = "NAME", description = "Names the token in lists and logs.")
  private String name = "";

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      required = true,
      description = "submit, read, operate, agent or backup; may be given several times.")
  private List<String> scopes = List.of();

  @Option(
      names = "--worker",
      paramLabel = "NAME",
      description =
          "With the scope 'agent': a name under which a worker may register; '*' stands for any"
              + " characters. May be given several times. Default: any name.")
  private List<String> workers = List.of();

  @Option(
      names = "--expires-in",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "The token is refused after this time, as 90d or 12h. Default: never.")
  private @Nullable Duration expiresIn;

  TokenCreateCommand(Environment env) {
    super(env);
  }

  @Override
  void run(TokenFile tokens) throws IOException {
    Set<Scope> allowed = scopes();
    if (name.isBlank() || name.length() > 100) {
      throw CliFailure.usage("NAME must have 1 to 100 characters");
    }
    if (!workers.isEmpty() && !allowed.contains(Scope.AGENT)) {
      throw CliFailure.usage("--worker needs --scope agent");
    }
    Instant now = env.time().clock().instant();
    Instant expires = expiresIn == null ? null : now.plus(expiresIn);
    AccessToken.Issued issued = AccessToken.issue(name, allowed, workers, now, expires);
    tokens.add(issued.token());
    env.terminal().print(issued.secret());
  }

  private Set<Scope> scopes() {
    Set<Scope> found = EnumSet.noneOf(Scope.class);
    for (String text : scopes) {
      found.add(
          Scope.of(text)
              .orElseThrow(
                  () ->
                      CliFailure.usage("--scope must be one of " + Scope.NAMES + ", not " + text)));
    }
    return found;
  }
}
