package dev.sluice.e2e;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server on a data directory. A restart keeps its port, so that agents and readers find it. */
final class Server implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:\\s]+:(\\d+)");

  private final Path directory;
  private final List<String> jvm = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private int port;
  private int starts;
  private SluiceProcess process;

  private Server(Path directory) {
    this.directory = directory;
    jvm.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k", "-Xmx384m"));
    // As short as is reliable on a loaded machine.
    set("sluice.workers.heartbeat", "500ms");
    set("sluice.workers.offline-after", "5s");
    set("sluice.schedule.sweep", "500ms");
    set("sluice.output.keep-alive", "900ms");
    set("sluice.job.grace", "1s");
  }

  static Server in(Path directory) {
    return new Server(directory);
  }

  Server with(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** Uses this port instead of a free one. */
  Server on(int wanted) {
    port = wanted;
    return this;
  }

  Server set(String property, String value) {
    arguments.removeIf(argument -> argument.startsWith("-D" + property + "="));
    arguments.add("-D" + property + "=" + value);
    return this;
  }

  Server variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  Server heapMb(int megabytes) {
    jvm.removeIf(option -> option.startsWith("-Xmx"));
    jvm.add("-Xmx" + megabytes + "m");
    return this;
  }

  /** Starts it and returns once it is ready. */
  Server start() {
    process = launch();
    port = Eventually.get("the server listens", this::portOfLog);
    Http http = http();
    Eventually.until(
        "the server is ready\n" + process.log(),
        () -> http.get("/q/health/ready").statusCode() == 200);
    return this;
  }

  /** Starts it without waiting, for a server that should refuse to start. */
  SluiceProcess launch() {
    List<String> all = new ArrayList<>(List.of("server", "--port", String.valueOf(port)));
    all.addAll(List.of("--data", directory.resolve("data").toString()));
    all.addAll(arguments);
    Path log = directory.resolve("server-" + ++starts + ".log");
    return SluiceProcess.start(log, variables, jvm, all);
  }

  void restart() {
    start();
  }

  private Integer portOfLog() {
    Matcher matcher = LISTENING.matcher(process.log());
    if (matcher.find()) {
      return Integer.valueOf(matcher.group(1));
    }
    if (!process.isAlive()) {
      throw new AssertionError("the server ended:\n" + process.log());
    }
    return null;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  Http http() {
    return new Http(uri(), variables.get("SLUICE_API_TOKEN"));
  }

  SluiceProcess process() {
    return process;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
