package dev.sluice.cli.file;

import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.wire.file.FileView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "download",
    header = "Download a file.",
    description = {
      "",
      "What has arrived lies beside the target as NAME.ID.part. When the connection breaks, or the"
          + " command is given again, the download goes on from there. The target appears when the"
          + " content is whole and its SHA-256 is right."
    },
    footer = {
      "",
      "Examples:",
      "  sluice files download file-0197… -o data.zip",
      "",
      "Exit codes: 0 success; 2 wrong usage; 125 no server, or no such file."
    })
final class FilesDownloadCommand extends ClientCommand {
  @Parameters(paramLabel = "FILE", description = "Id of the file.")
  private String id = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      description = "Where to write it; by default its name, in the current directory.")
  private @Nullable Path output;

  @Option(names = "--force", description = "Replace the target if it exists.")
  private boolean force;

  FilesDownloadCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() throws InterruptedException {
    ApiClient api = api();
    String path = "/v1/files/" + Query.encode(id);
    FileView file = api.convert(api.get(path + "/info"), FileView.class);
    Path target = output == null ? Path.of(safe(file.filename())) : output;
    if (!force && Files.exists(target)) {
      throw CliFailure.usage(target + " exists; --force replaces it");
    }
    try {
      new Download(env, api, path, file).to(target);
    } catch (IOException e) {
      throw CliFailure.of("cannot write " + target + ": " + e.getMessage());
    }
    env.terminal().say("wrote " + target);
    return ExitCode.OK;
  }

  /** The server gives names without a path; this command does not rely on it. */
  private static String safe(String filename) {
    String name =
        filename.substring(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1);
    return name.isBlank() || name.equals(".") || name.equals("..") ? "file" : name;
  }
}
