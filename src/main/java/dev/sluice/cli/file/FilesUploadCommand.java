package dev.sluice.cli.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.text.Sha256;
import dev.sluice.wire.file.FileView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "upload",
    header = "Upload a file and print its id.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  sluice files upload data.zip",
      "",
      "Exit codes: 0 success; 2 wrong usage; 125 no server, or refused."
    })
final class FilesUploadCommand extends ClientCommand {
  @Parameters(paramLabel = "PATH", description = "The file.")
  private Path path = Path.of("");

  @Option(names = "--name", paramLabel = "NAME", description = "Its name on the server.")
  private @Nullable String name;

  @Option(names = "--json", description = "Print the description of the file as JSON.")
  private boolean json;

  FilesUploadCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() {
    ApiClient api = api();
    String called = name == null ? path.toAbsolutePath().toFile().getName() : name;
    Sha256 digest = new Sha256();
    JsonNode answer;
    try (InputStream in = Files.newInputStream(path);
        Transfer transfer = new Transfer(env, System.console() != null, called, Files.size(path))) {
      answer =
          api.upload(
              "/v1/files?" + new Query().add("filename", called),
              Files.size(path),
              out -> transfer.copy(in, out, digest::add));
    } catch (IOException e) {
      throw CliFailure.unreadable("PATH", path.toString(), e);
    }
    FileView file = api.convert(answer, FileView.class);
    if (!file.sha256().equals(digest.hex())) {
      throw CliFailure.of(path + " changed while it was uploaded as " + file.fileId());
    }
    env.terminal().print(json ? answer : file.fileId());
    return ExitCode.OK;
  }
}
