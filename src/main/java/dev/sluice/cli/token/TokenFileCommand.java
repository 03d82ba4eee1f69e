package dev.sluice.cli.token;

import dev.sluice.cli.console.BaseCommand;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.token.TokenFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that works on the file of tokens. */
abstract class TokenFileCommand extends BaseCommand {
  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The file of tokens. Default: tokens.json in the directory of --data.")
  private @Nullable Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The server's data directory. Default: ./data.")
  private Path data = Path.of("data");

  TokenFileCommand(Environment env) {
    super(env);
  }

  @Override
  public final Integer call() {
    TokenFile tokens = new TokenFile(file == null ? data.resolve("tokens.json") : file);
    try {
      run(tokens);
    } catch (IOException e) {
      throw CliFailure.of("cannot use " + tokens.path() + ": " + e.getMessage());
    }
    return ExitCode.OK;
  }

  abstract void run(TokenFile tokens) throws IOException;
}
