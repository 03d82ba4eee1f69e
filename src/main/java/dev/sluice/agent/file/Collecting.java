package dev.sluice.agent.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.agent.call.Reply;
import dev.sluice.agent.run.AgentContext;
import dev.sluice.agent.run.Execution;
import dev.sluice.archive.ArchiveLimits;
import dev.sluice.archive.ZipPacker;
import dev.sluice.archive.ZipPacker.Choice;
import dev.sluice.archive.ZipPacker.Packed;
import dev.sluice.files.Glob;
import dev.sluice.wire.CollectedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sends what the globs of a job match in an attempt's directory as one ZIP, made on the way. */
final class Collecting {
  private final AgentContext context;
  private final Execution execution;
  private final Stopping stopping;
  private final ArchiveLimits limits;
  private @Nullable Packed packed;

  Collecting(AgentContext context, Execution execution, Stopping stopping, ArchiveLimits limits) {
    this.context = context;
    this.execution = execution;
    this.stopping = stopping;
    this.limits = limits;
  }

  /**
   * @throws IOException if the files cannot be read or sent, or are more than allowed
   */
  CollectedFiles collect(List<String> patterns) throws IOException, InterruptedException {
    List<Glob> globs = patterns.stream().map(Glob::of).toList();
    Function<String, Choice> choice =
        path -> globs.stream().anyMatch(glob -> glob.matches(path)) ? Choice.TAKE : Choice.LOOK;
    Path root = execution.directory();
    if (!isAnyChosen(root, choice)) {
      return CollectedFiles.none("no file matched " + String.join(", ", patterns));
    }
    Reply reply =
        new Tries(context, stopping)
            .run(
                "cannot upload the collected files",
                () -> 0,
                () ->
                    stopping
                        .watched(
                            context
                                .server()
                                .store(execution.session(), execution.assignment(), filename()))
                        .send(
                            out ->
                                packed =
                                    ZipPacker.pack(
                                        root, choice, limits, out, bytes -> stopping.check())));
    return collected(reply.read(JsonNode.class));
  }

  private String filename() {
    return execution.assignment().jobId() + ".zip";
  }

  private CollectedFiles collected(JsonNode answer) throws IOException {
    Packed whole = packed;
    if (whole == null || !answer.path("file_id").isTextual()) {
      throw new IOException("the server did not say where it keeps the collected files");
    }
    return new CollectedFiles(
        answer.path("file_id").asText(),
        whole.files(),
        answer.path("size").asLong(),
        whole.leftOut() == 0
            ? null
            : "left out: "
                + whole.leftOut()
                + " links that lead out of the directory, or files that are no plain ones");
  }

  /** Looks at names only: no upload is begun for nothing. */
  private static boolean isAnyChosen(Path root, Function<String, Choice> choice)
      throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.skip(1)
          .anyMatch(path -> choice.apply(root.relativize(path).toString()) == Choice.TAKE);
    } catch (UncheckedIOException e) {
      throw new IOException("cannot read the directory: " + e.getMessage(), e);
    }
  }
}
