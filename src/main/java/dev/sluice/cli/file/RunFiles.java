package dev.sluice.cli.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.archive.Meter;
import dev.sluice.archive.RefusedArchiveException;
import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.files.Glob;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --upload}, {@code --collect} and {@code --output-dir}. */
public final class RunFiles {
  private final Environment env;

  @Option(
      names = "--upload",
      paramLabel = "PATH",
      description =
          "Send this directory, or this file, to the worker: the command finds what is in the"
              + " directory, or the file, in its own. A ZIP file is unpacked there.")
  private @Nullable Path upload;

  @Option(
      names = "--collect",
      paramLabel = "GLOB",
      description =
          "Bring the files of the command's directory back that match, as 'out/**', also if it"
              + " fails. Repeatable.")
  private List<String> collect = List.of();

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description =
          "Where collected files are put, under their paths in the command's directory; they"
              + " replace files there. Default: the current directory.")
  private @Nullable Path outputDir;

  public RunFiles(Environment env) {
    this.env = env;
  }

  /**
   * @throws CliFailure wrong usage: an option that cannot be obeyed
   */
  public void check() {
    Path path = upload;
    if (path != null && !Files.isReadable(path)) {
      throw CliFailure.usage(
          "--upload: cannot read "
              + path
              + (Files.exists(path) ? ": permission denied" : ": no such file or directory"));
    }
    for (String glob : collect) {
      try {
        Glob.of(glob);
      } catch (IllegalArgumentException e) {
        throw CliFailure.usage("--collect: '" + glob + "' " + e.getMessage());
      }
    }
    if (outputDir != null && collect.isEmpty()) {
      throw CliFailure.usage("--output-dir: without --collect there is nothing to put there");
    }
  }

  /**
   * Uploads what is to be uploaded and names it in the submission.
   *
   * @param stopped ends the upload with {@link ExitCode#CANCELLED}
   * @throws CliFailure if the server refuses it, or it cannot be read or sent
   */
  public void prepare(ApiClient api, Map<String, Object> submission, BooleanSupplier stopped)
      throws InterruptedException {
    Path path = upload;
    if (path != null) {
      Upload sending = new Upload(api, env, path, stopping(stopped), isTerminal());
      submission.put("file_id", sending.send());
    }
    if (!collect.isEmpty()) {
      submission.put("collect", collect);
    }
  }

  private static boolean isTerminal() {
    return System.console() != null;
  }

  private static Meter stopping(BooleanSupplier stopped) {
    return bytes -> {
      if (stopped.getAsBoolean()) {
        throw CliFailure.of(ExitCode.CANCELLED, List.of());
      }
    };
  }

  /**
   * Brings back what was collected.
   *
   * @param code the exit code of the job
   * @return the exit code of the process
   * @throws CliFailure if that fails and the job did not
   */
  public int collect(ApiClient api, String jobId, int code, BooleanSupplier stopped)
      throws InterruptedException {
    if (collect.isEmpty() || stopped.getAsBoolean()) {
      return code;
    }
    try {
      JsonNode result = api.get(ApiClient.jobPath(jobId)).path("result");
      if (result.path("file_id").isTextual()) {
        fetch(api, jobId, result, stopped);
      }
      if (result.path("message").isTextual()) {
        env.terminal().say("collecting files: " + result.path("message").asText());
      }
      return code;
    } catch (CliFailure e) {
      if (code == ExitCode.OK) {
        throw e;
      }
      e.lines().forEach(env.terminal()::say);
      return code;
    }
  }

  private void fetch(ApiClient api, String jobId, JsonNode result, BooleanSupplier stopped)
      throws InterruptedException {
    Path directory = outputDir == null ? Path.of("") : outputDir;
    String fileId = result.path("file_id").asText();
    try (OutputDirectory output = new OutputDirectory(directory.toAbsolutePath())) {
      try (TransferBar bar =
          new TransferBar(
              env.terminal().err(),
              "fetching collected files",
              result.path("size").asLong(),
              isTerminal(),
              stopping(stopped))) {
        new Collected(api, env, fileId, bar).to(output.zip());
      }
      unpack(output, jobId);
    } catch (FileAlreadyExistsException e) {
      throw CliFailure.of(
          "cannot put the collected files, "
              + fileId
              + ", into their places: "
              + e.getFile()
              + " is in the way");
    } catch (IOException e) {
      throw CliFailure.of("cannot write the collected files, " + fileId + ": " + e.getMessage());
    }
  }

  private static void unpack(OutputDirectory output, String jobId) throws IOException {
    try {
      output.unpack();
    } catch (RefusedArchiveException e) {
      Path kept = output.keepZip(jobId + ".zip");
      throw CliFailure.of(
          "the ZIP of the collected files " + e.getMessage() + "; it is left packed: " + kept);
    }
  }
}
