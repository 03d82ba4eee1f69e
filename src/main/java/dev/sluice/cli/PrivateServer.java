package dev.sluice.cli;

import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.LocalServer;
import dev.sluice.files.DirectoryTree;
import dev.sluice.text.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server for one call: in this process, on any free port of loopback, with a temporary directory
 * that is deleted with it. The operator's settings do not reach it: it reads JVM properties only.
 * It serves this process alone, by a random secret.
 */
final class PrivateServer implements AutoCloseable {
  private static final String LOG = "server.log";
  private static final int LOG_LINES = 20;

  private final LocalServer server;
  private final Path directory;
  private final String token;
  private final AtomicBoolean closed = new AtomicBoolean();

  private PrivateServer(LocalServer server, Path directory, String token) {
    this.server = server;
    this.token = token;
    this.directory = directory;
  }

  /**
   * @throws CliFailure if it does not start, with the end of its log
   */
  static PrivateServer start(LocalServer.Starter starter) throws InterruptedException {
    return start(starter, false);
  }

  /**
   * @param samples whether it serves the sample tasks
   * @throws CliFailure if it does not start, with the end of its log
   */
  static PrivateServer start(LocalServer.Starter starter, boolean samples)
      throws InterruptedException {
    Path directory;
    try {
      directory = Files.createTempDirectory("sluice-run-");
    } catch (IOException e) {
      throw CliFailure.of("cannot create a directory for the private server: " + e.getMessage());
    }
    String token = Tokens.next();
    try {
      LocalServer server = starter.start(configuration(directory, token, samples));
      return new PrivateServer(server, directory, token);
    } catch (IOException e) {
      List<String> lines = new ArrayList<>();
      lines.add("the private server did not start: " + e.getMessage());
      lines.addAll(logTail(directory.resolve(LOG)));
      delete(directory);
      throw CliFailure.of(lines);
    }
  }

  private static Map<String, String> configuration(Path directory, String token, boolean samples) {
    return Map.of(
        "sluice.private", "true",
        "quarkus.http.host", "127.0.0.1",
        "quarkus.http.port", "0",
        "sluice.api.token", token,
        "sluice.data-dir", directory.resolve("data").toString(),
        "sluice.worker.enabled", "true",
        "sluice.tasks.samples", Boolean.toString(samples),
        "quarkus.log.console.enabled", "false",
        "quarkus.log.file.enabled", "true",
        "quarkus.log.file.path", directory.resolve(LOG).toString());
  }

  URI uri() {
    return server.uri();
  }

  /** The secret of this server. No other process of the machine has it. */
  String token() {
    return token;
  }

  /** Its API, with its secret. */
  ApiClient api() {
    return new ApiClient(uri(), token);
  }

  /** The directory to which the server writes. */
  Path directory() {
    return directory;
  }

  /** Stops the server and deletes its directory. Repeated calls do nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.stop();
      delete(directory);
    }
  }

  private static List<String> logTail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
    } catch (IOException e) {
      return List.of(); // the server failed before it logged anything
    }
  }

  private static void delete(Path directory) {
    try {
      DirectoryTree.delete(directory);
    } catch (IOException e) {
      // A file left in the temporary directory does not justify failing the job.
    }
  }
}
