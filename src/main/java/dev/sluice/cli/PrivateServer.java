package dev.sluice.cli;

import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.RunningServer;
import dev.sluice.cli.console.ServerLauncher;
import dev.sluice.cli.console.ServerOptions;
import dev.sluice.files.DirectoryTree;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server for one call: in this process, on a port of its own, in a directory that goes with it.
 */
final class PrivateServer implements AutoCloseable {
  private static final int LOG_LINES = 20;

  private final RunningServer server;
  private final Path directory;
  private final AtomicBoolean closed = new AtomicBoolean();

  private PrivateServer(RunningServer server, Path directory) {
    this.server = server;
    this.directory = directory;
  }

  /**
   * @throws CliFailure when it does not start, with the tail of its log
   */
  static PrivateServer start(ServerLauncher launcher) throws InterruptedException {
    return start(launcher, false);
  }

  /**
   * @param samples whether it offers the sample tasks, which one call has no use for
   * @throws CliFailure when it does not start, with the tail of its log
   */
  static PrivateServer start(ServerLauncher launcher, boolean samples) throws InterruptedException {
    Path directory;
    try {
      directory = Files.createTempDirectory("sluice-run-");
    } catch (IOException e) {
      throw CliFailure.of("no directory for a private server: " + e.getMessage());
    }
    try {
      ServerOptions options = ServerOptions.privateIn(directory, samples);
      return new PrivateServer(launcher.start(options), directory);
    } catch (IOException e) {
      List<String> lines = new ArrayList<>();
      lines.add("the private server did not start: " + e.getMessage());
      lines.addAll(logTail(directory.resolve("server.log")));
      delete(directory);
      throw CliFailure.of(lines);
    }
  }

  URI uri() {
    return server.uri();
  }

  /** All that it writes is there. */
  Path directory() {
    return directory;
  }

  /** Ends it and removes what it left. Doing so twice is harmless. */
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
      return List.of(); // it failed before it had anything to log
    }
  }

  private static void delete(Path directory) {
    try {
      DirectoryTree.delete(directory);
    } catch (IOException e) {
      // A file left in the system's temporary directory is not worth failing a job for.
    }
  }
}
