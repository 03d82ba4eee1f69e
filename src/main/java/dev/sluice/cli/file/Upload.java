package dev.sluice.cli.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.agent.call.Reply;
import dev.sluice.agent.call.Transfer.Body;
import dev.sluice.archive.ArchiveLimits;
import dev.sluice.archive.Meter;
import dev.sluice.archive.RefusedArchiveException;
import dev.sluice.archive.ZipPacker;
import dev.sluice.archive.ZipPacker.Choice;
import dev.sluice.archive.ZipPacker.Packed;
import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.api.ReconnectBackoff;
import dev.sluice.cli.api.RequestErrors;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.function.Function;

/**
 * Sends a directory as a ZIP that is made on the way, or a file. A program goes in a ZIP too, which
 * keeps that it is executable.
 */
final class Upload {
  private static final int BUFFER = 64 << 10;
  private static final int BUSY = 503;

  /** The worker has limits of its own, which this process does not know. */
  private static final ArchiveLimits ANY =
      new ArchiveLimits(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  private final ApiClient api;
  private final Environment env;
  private final Path path;
  private final Meter stopping;
  private final boolean isTerminal;

  /**
   * @param stopping ends the upload by what it throws
   */
  Upload(ApiClient api, Environment env, Path path, Meter stopping, boolean isTerminal) {
    this.api = api;
    this.env = env;
    this.path = path.toAbsolutePath().normalize();
    this.stopping = stopping;
    this.isTerminal = isTerminal;
  }

  /**
   * @return the id of the file
   * @throws CliFailure if the server refuses it, or it cannot be read or sent
   */
  String send() throws InterruptedException {
    ReconnectBackoff backoff = new ReconnectBackoff(env.time());
    while (true) {
      Reply reply = once();
      if (reply.ok()) {
        return id(reply);
      }
      if (reply.status() != BUSY || !backoff.pause(null)) {
        throw api.refused(reply.status(), reply.body());
      }
    }
  }

  private Reply once() {
    boolean zip = isSentAsZip();
    String name = name() + (zip ? ".zip" : "");
    Map<String, String> headers =
        Map.of("Content-Type", zip ? "application/zip" : "application/octet-stream");
    try (TransferBar bar =
        new TransferBar(
            env.terminal().err(), "uploading " + name(), size(), isTerminal, stopping)) {
      Body body = zip ? out -> pack(out, bar) : out -> copy(out, bar);
      return api.transfer("POST", "/v1/files?" + new Query().add("filename", name), headers)
          .send(body);
    } catch (RefusedArchiveException e) {
      throw CliFailure.of("--upload: the ZIP of " + path + " " + e.getMessage());
    } catch (IOException e) {
      throw CliFailure.of("cannot upload " + path + ": " + RequestErrors.reason(e));
    }
  }

  private String name() {
    Path last = path.getFileName();
    return last == null ? "root" : last.toString();
  }

  private boolean isSentAsZip() {
    return Files.isDirectory(path)
        || (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
            && Files.isExecutable(path)
            && !name().endsWith(".zip"));
  }

  private void pack(OutputStream out, Meter meter) throws IOException {
    boolean directory = Files.isDirectory(path);
    String only = name();
    Function<String, Choice> choice =
        directory ? entry -> Choice.TAKE : entry -> entry.equals(only) ? Choice.TAKE : Choice.SKIP;
    Path parent = path.getParent();
    Packed packed =
        ZipPacker.pack(directory || parent == null ? path : parent, choice, ANY, out, meter);
    if (packed.leftOut() > 0) {
      env.terminal()
          .say(
              "not uploaded: "
                  + packed.leftOut()
                  + " links that lead out of "
                  + path
                  + ", or files that are no plain ones");
    }
  }

  private void copy(OutputStream out, Meter meter) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(path)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        meter.moved(count);
        out.write(buffer, 0, count);
      }
    }
  }

  /** Bytes of all files; those that cannot be read are left to the upload. */
  private long size() throws IOException {
    long[] sum = new long[1];
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum[0] += attributes.isRegularFile() ? attributes.size() : 0;
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
            return FileVisitResult.CONTINUE;
          }
        });
    return sum[0];
  }

  private String id(Reply reply) {
    try {
      JsonNode answer = reply.read(JsonNode.class);
      if (answer.path("file_id").isTextual()) {
        return answer.path("file_id").asText();
      }
    } catch (IOException notJson) {
      // The line below says what is missing.
    }
    throw CliFailure.of(api.address() + " did not say where it keeps the file");
  }
}
