package dev.sluice.cli.file;

import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "delete",
    header = "Delete files of a server.",
    description = "",
    footer = {"", "Exit codes: 0 success; 2 wrong usage; 125 no server, or no such file."})
final class FilesDeleteCommand extends ClientCommand {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Ids of files.")
  private List<String> ids = List.of();

  FilesDeleteCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() {
    ApiClient api = api();
    ids.forEach(id -> api.delete("/v1/files/" + Query.encode(id)));
    return ExitCode.OK;
  }
}
