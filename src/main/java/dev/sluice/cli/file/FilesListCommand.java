package dev.sluice.cli.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.api.ListOptions;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.Format;
import dev.sluice.cli.console.Table;
import dev.sluice.wire.file.FileView;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    header = "List the files of a server, newest first.",
    description = "",
    footer = {
      "",
      "Columns:",
      "  JOB  the job that left the file; - for an uploaded file",
      "",
      "Examples:",
      "  sluice files list",
      "  sluice files list --all --json | jq -r .file_id",
      "",
      "Exit codes: 0 success; 2 wrong usage; 125 no server."
    })
final class FilesListCommand extends ClientCommand {
  @Mixin private final ListOptions list = new ListOptions(100);

  FilesListCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() {
    ApiClient api = api();
    list.print(env, api, "/v1/files", "items", new Query(), items -> printTable(api, items));
    return ExitCode.OK;
  }

  private void printTable(ApiClient api, List<JsonNode> items) {
    Table table = new Table("FILE", "SIZE", "AGE", "JOB", "NAME");
    for (JsonNode item : items) {
      FileView file = api.convert(item, FileView.class);
      table.row(
          file.fileId(),
          Transfer.size(file.size()),
          Format.between(file.createdAt(), env.time().clock().instant()),
          Objects.requireNonNullElse(file.jobId(), "-"),
          file.filename());
    }
    table.printTo(env.terminal().out(), env.variables());
  }
}
