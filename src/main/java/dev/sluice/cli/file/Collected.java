package dev.sluice.cli.file;

import dev.sluice.agent.call.IncomingFile;
import dev.sluice.agent.call.IncomingFile.NotKeptException;
import dev.sluice.agent.call.Reply;
import dev.sluice.archive.Meter;
import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.api.ReconnectBackoff;
import dev.sluice.cli.api.RequestErrors;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ZIP with the collected files of a job, on its way to this machine. */
final class Collected {
  private final ApiClient api;
  private final Environment env;
  private final String fileId;
  private final Meter meter;

  /**
   * @param meter ends the download by what it throws
   */
  Collected(ApiClient api, Environment env, String fileId, Meter meter) {
    this.api = api;
    this.env = env;
    this.fileId = fileId;
    this.meter = meter;
  }

  /**
   * Fetches the file, resumes where the connection was cut, and checks it.
   *
   * @throws CliFailure if the server refuses it or stays away for long, or it arrives damaged
   * @throws IOException if it cannot be written
   */
  void to(Path target) throws IOException, InterruptedException {
    ReconnectBackoff backoff = new ReconnectBackoff(env.time());
    try (IncomingFile file = new IncomingFile(target, Long.MAX_VALUE, meter)) {
      long before = 0;
      for (String failure = once(file); failure != null; failure = once(file)) {
        if (file.done() > before) {
          backoff.reset();
        }
        before = file.done();
        if (!backoff.pause(null)) {
          throw notFetched(failure);
        }
      }
      check(file);
    }
  }

  private void check(IncomingFile file) {
    try {
      file.whole();
    } catch (IOException e) {
      throw notFetched(String.valueOf(e.getMessage()));
    }
  }

  /** Returns why it has to go on in another connection; null at the end of the file. */
  private @Nullable String once(IncomingFile file) throws IOException {
    Map<String, String> headers =
        file.done() == 0 ? Map.of() : Map.of("Range", "bytes=" + file.done() + "-");
    try {
      Reply reply =
          api.transfer("GET", "/v1/files/" + Query.encode(fileId), headers).receive(file::take);
      if (reply.ok()) {
        return null;
      }
      if (!reply.isRetryable()) {
        throw api.refused(reply.status(), reply.body());
      }
      return reply.describe();
    } catch (NotKeptException e) {
      throw e;
    } catch (IOException e) {
      return RequestErrors.reason(e);
    }
  }

  private CliFailure notFetched(String why) {
    return CliFailure.of("cannot fetch the collected files, " + fileId + ": " + why);
  }
}
