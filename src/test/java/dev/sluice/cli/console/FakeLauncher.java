package dev.sluice.cli.console;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Starts nothing: the server is there already. */
public final class FakeLauncher implements ServerLauncher {
  private final URI uri;
  private final Start start;
  private @Nullable ServerOptions options;
  private boolean stopped;

  public FakeLauncher(String uri, Start start) {
    this.uri = URI.create(uri);
    this.start = start;
  }

  public static void failWithLog(ServerOptions options) throws IOException {
    String log =
        IntStream.rangeClosed(1, 30).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
    Files.writeString(Objects.requireNonNull(options.logFile()), log);
    throw new IOException("no luck");
  }

  public ServerOptions options() {
    return Objects.requireNonNull(options);
  }

  public boolean stopped() {
    return stopped;
  }

  /** The temporary directory that it was given. */
  public Path directory() {
    return Objects.requireNonNull(Objects.requireNonNull(options().dataDir()).getParent());
  }

  @Override
  public RunningServer start(ServerOptions given) throws IOException {
    options = given;
    start.with(given);
    return new RunningServer() {
      @Override
      public URI uri() {
        return uri;
      }

      @Override
      public void stop() {
        stopped = true;
      }

      @Override
      public int awaitStop() {
        return 0;
      }
    };
  }

  /** What happens while it starts. */
  @FunctionalInterface
  public interface Start {
    void with(ServerOptions options) throws IOException;
  }
}
