package dev.sluice.cli.console;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Records how a command starts and stops its server; the server itself is a {@code StubServer}. */
public final class FakeLocalServer implements LocalServer, LocalServer.Starter {
  private final URI uri;
  private final OnStart onStart;
  private @Nullable Map<String, String> properties;
  private boolean stopped;

  public FakeLocalServer(String uri, OnStart onStart) {
    this.uri = URI.create(uri);
    this.onStart = onStart;
  }

  /** Fails to start after 30 lines in the log. */
  public static void failWithLog(Map<String, String> properties) throws IOException {
    String log =
        IntStream.rangeClosed(1, 30).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
    Files.writeString(Path.of(properties.getOrDefault("quarkus.log.file.path", "")), log);
    throw new IOException("no luck");
  }

  public Map<String, String> properties() {
    return Objects.requireNonNull(properties);
  }

  public boolean stopped() {
    return stopped;
  }

  /** The temporary directory of the server. */
  public Path directory() {
    Path data = Path.of(properties().getOrDefault("sluice.data-dir", ""));
    return Objects.requireNonNull(data.getParent());
  }

  @Override
  public LocalServer start(Map<String, String> given) throws IOException {
    properties = given;
    onStart.run(given);
    return this;
  }

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

  /** What happens during the start. */
  @FunctionalInterface
  public interface OnStart {
    void run(Map<String, String> properties) throws IOException;
  }
}
