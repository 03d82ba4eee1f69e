package dev.sluice.cli.transfer;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    header = "Write the jobs of a server with their output, and its workers.",
    description = {
      "",
      "One object of JSON on each line (NDJSON), which 'sluice import' reads. A job that a worker"
          + " holds is written without its current attempt; the importing server queues it again."
          + " Secrets of jobs are part of it, so the token needs the scope 'backup'.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice export > jobs.ndjson",
      "  sluice export --format cmd-executor --to /tmp",
      "  sluice export | jq -r 'select(.job.status==\"FAILED\").job.job_id'",
      "",
      "Exit codes: 0 complete; 2 wrong usage; 125 no server, or the export was cut off."
    })
public final class ExportCommand extends ClientCommand {
  private static final Duration SILENCE = Duration.ofMinutes(1);
  private static final String NDJSON = "ndjson";
  private static final String OLD = "cmd-executor";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "ndjson (default), or cmd-executor: the two files of the older executor.")
  private String format = NDJSON;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "With the format cmd-executor: a directory that exists, for its files.")
  private @Nullable Path directory;

  public ExportCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() {
    ApiClient api = api();
    boolean isOld = format.equals(OLD);
    if (!isOld && !format.equals(NDJSON)) {
      throw CliFailure.usage("--format: must be ndjson or cmd-executor");
    }
    if (isOld == (directory == null)) {
      throw CliFailure.usage(
          "--to: a directory is needed for the format cmd-executor, and only there");
    }
    try (InputStream lines = open(api)) {
      if (directory == null) {
        copy(lines, env.terminal().out());
      } else {
        convert(lines, directory);
      }
    } catch (FileSystemException e) {
      throw CliFailure.unreadable("--to", String.valueOf(directory), e);
    } catch (IOException e) {
      throw api.unreachable(e);
    }
    env.terminal().flushOut();
    return ExitCode.OK;
  }

  private static InputStream open(ApiClient api) throws IOException {
    HttpURLConnection http = api.stream("/v1/export", null, SILENCE);
    int status = http.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK) {
      throw api.refused(http, status);
    }
    return http.getInputStream();
  }

  private void convert(InputStream lines, Path to) throws IOException {
    ObjectMapper mapper = Json.mapper();
    try (OldForm files = new OldForm(to);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        files.add(mapper.readTree(line));
      }
      if (files.leftOut() > 0) {
        env.terminal().say(files.leftOut() + " jobs are no commands, and were left out");
      }
    }
  }

  /** Ends early where stdout fails, which the last flush reports. */
  private void copy(InputStream lines, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int n = lines.read(buffer); n >= 0; n = lines.read(buffer)) {
      out.write(buffer, 0, n);
      if (env.terminal().out().checkError()) {
        env.terminal().flushOut();
      }
    }
  }
}
