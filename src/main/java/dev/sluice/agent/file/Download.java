package dev.sluice.agent.file;

import dev.sluice.agent.call.FileHead;
import dev.sluice.agent.call.IncomingFile;
import dev.sluice.agent.file.Tries.GivenUpException;
import dev.sluice.agent.run.AgentContext;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.InvalidJobException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;

/** Fetches the file of a job to disk, resumes where the connection was cut, and checks it. */
final class Download {
  private final AgentContext context;
  private final Execution execution;
  private final Stopping stopping;
  private final String fileId;
  private final long mostBytes;

  /**
   * @param mostBytes a longer file is refused
   */
  Download(
      AgentContext context, Execution execution, Stopping stopping, String fileId, long mostBytes) {
    this.context = context;
    this.execution = execution;
    this.stopping = stopping;
    this.fileId = fileId;
    this.mostBytes = mostBytes;
  }

  /**
   * Writes the file to {@code target}.
   *
   * @return its head
   * @throws InvalidJobException if the server has no such file, or it is too long for this worker
   * @throws IOException if the server cannot be reached for long, or sends another file than it
   *     says; or if {@code target} cannot be written
   */
  FileHead to(Path target) throws InvalidJobException, IOException, InterruptedException {
    try (IncomingFile file = new IncomingFile(target, mostBytes, bytes -> stopping.check())) {
      fetch(file);
      FileHead head = file.head();
      if (head != null && head.size() > mostBytes) {
        throw new InvalidJobException(
            "file_too_large",
            "The file %s has %d bytes; this worker takes up to %d"
                .formatted(fileId, head.size(), mostBytes));
      }
      return file.whole();
    } catch (GivenUpException e) {
      if (e.status() == HttpURLConnection.HTTP_NOT_FOUND) {
        throw new InvalidJobException("file_not_found", String.valueOf(e.getMessage()));
      }
      throw e;
    } catch (IOException e) {
      stopping.check();
      throw new IOException("the file " + fileId + ": " + e.getMessage(), e);
    }
  }

  private void fetch(IncomingFile file) throws IOException, InterruptedException {
    new Tries(context, stopping)
        .run(
            "cannot fetch the file " + fileId,
            file::done,
            () ->
                stopping
                    .watched(
                        context
                            .server()
                            .file(execution.session(), execution.assignment(), fileId, file.done()))
                    .receive(file::take));
  }
}
