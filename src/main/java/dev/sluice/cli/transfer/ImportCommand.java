package dev.sluice.cli.transfer;

import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    header = "Import jobs and workers of another server, or of the older executor.",
    description = {
      "",
      "Reads the files of 'sluice export', and those of the older executor (cmd-executor): its two"
          + " JSON files, as arrays or as objects with a record under each id, or the collections 'jobs'"
          + " and 'workers' of its database.",
      "",
      "What the server has already is left as it is, so a command that was interrupted is given"
          + " again. Each record that is refused is a line on stdout, with its place and the reason.",
      "",
      "Needs the scope 'operate', and 'submit' for jobs that have not ended.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice import --dry-run /tmp/cmd-executor-jobs.json /tmp/cmd-executor-workers.json",
      "  sluice import mongodb://db.example/executor",
      "  sluice export --server http://old:8500 | sluice import --server http://new:8500 -",
      "",
      "Exit codes: 0 all imported; 1 records were refused; 2 wrong usage; 125 no server, or a",
      "source cannot be read to its end."
    })
public final class ImportCommand extends ClientCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "SOURCE",
      description = "A file, - for stdin, or mongodb://HOST/DATABASE.")
  private List<String> sources = List.of();

  @Option(
      names = "--dry-run",
      description = "Import nothing, and report what would be imported and refused.")
  private boolean dryRun;

  public ImportCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() {
    boolean shown = System.console() != null;
    try (ProgressBar bar = new ProgressBar(env.terminal().err(), "importing", shown)) {
      ImportRun run = new ImportRun(api(), dryRun, env.terminal(), bar);
      for (String source : sources) {
        read(source, run);
      }
      bar.clear();
      env.terminal().say(run.summary(dryRun));
      return run.hasRefused() ? ExitCode.CHECK_FAILED : ExitCode.OK;
    }
  }

  private void read(String source, ImportRun run) {
    Instant now = env.time().clock().instant();
    if (MongoSource.isAddress(source)) {
      read(new MongoSource(source, now), run);
      return;
    }
    if (source.equals("-")) {
      read(new JsonSource("stdin", env.terminal().in(), 0, now), run);
      return;
    }
    Path file = Path.of(source);
    try (InputStream in = Files.newInputStream(file)) {
      read(new JsonSource(source, in, Files.size(file), now), run);
    } catch (IOException e) {
      throw CliFailure.unreadable("SOURCE", source, e);
    }
  }

  /** What was read before a source fails is imported. */
  private void read(ImportSource source, ImportRun run) {
    IOException failure = null;
    try {
      source.readInto(run);
    } catch (IOException e) {
      failure = e;
    }
    run.send();
    if (failure != null) {
      throw CliFailure.of(List.of(String.valueOf(failure.getMessage()), run.summary(dryRun)));
    }
  }
}
