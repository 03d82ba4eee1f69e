package dev.sluice.bench.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.files.DirectoryTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A server as the README starts it, {@code ./sluice server}, on a free port with fresh data. */
public final class ServerProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long START_LIMIT_NANOS = 120_000_000_000L;

  private final Process process;
  private final Path directory;
  private final int port;
  private final double startMillis;
  private final List<Process> agents = new ArrayList<>();

  private ServerProcess(Process process, Path directory, int port, double startMillis) {
    this.process = process;
    this.directory = directory;
    this.port = port;
    this.startMillis = startMillis;
  }

  /** Starts a server and waits until it is ready. */
  public static ServerProcess start(String... options) throws Exception {
    return start(Files.createTempDirectory("sluice-bench"), options);
  }

  /** Ends this server and starts another on the same data; waits until that is ready. */
  public ServerProcess restart(String... options) throws Exception {
    endProcesses();
    return start(directory, options);
  }

  private static ServerProcess start(Path directory, String... options) throws Exception {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Processes.ROOT.resolve("sluice").toString());
    command.addAll(List.of("server", "--port", String.valueOf(port)));
    command.addAll(List.of("--data", directory.resolve("data").toString()));
    command.addAll(List.of(options));
    // For experiments: further options of the server, the same in every benchmark.
    Stream.of(System.getenv().getOrDefault("BENCH_SERVER_OPTIONS", "").split(" "))
        .filter(option -> !option.isEmpty())
        .forEach(command::add);
    long began = System.nanoTime();
    Process process = Processes.start(directory.resolve("server.log"), command);
    awaitReady(process, port, began, directory);
    double millis = (System.nanoTime() - began) / 1e6;
    return new ServerProcess(process, directory, port, millis);
  }

  private static void awaitReady(Process process, int port, long began, Path directory)
      throws Exception {
    while (!isReady(port)) {
      if (!process.isAlive() || System.nanoTime() - began > START_LIMIT_NANOS) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "no server: " + Files.readString(directory.resolve("server.log")));
      }
      Thread.sleep(2);
    }
  }

  private static boolean isReady(int port) {
    try (HttpConnection http = new HttpConnection(port)) {
      return http.call("GET", "/q/health/ready", null).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts {@code ./sluice agent} for this server and waits until it is registered. */
  public Process startAgent(String name, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Processes.ROOT.resolve("sluice").toString());
    command.addAll(List.of("agent", "--server", "http://127.0.0.1:" + port, "--name", name));
    command.addAll(List.of("--work-dir", directory.resolve("work-" + name).toString()));
    command.addAll(List.of(options));
    Process agent = Processes.start(directory.resolve(name + ".log"), command);
    agents.add(agent);
    awaitWorker(name);
    return agent;
  }

  public void awaitWorker(String name) throws Exception {
    await("/v1/workers/" + name);
  }

  /** Waits until the server has read its sources for the first time and offers that task. */
  public void awaitTask(String name) throws Exception {
    await("/v1/tasks/" + name);
  }

  private void await(String path) throws Exception {
    long until = System.nanoTime() + 60_000_000_000L;
    try (HttpConnection http = new HttpConnection(port)) {
      while (http.call("GET", path, null).status() != 200) {
        if (System.nanoTime() > until) {
          throw new IllegalStateException("timed out waiting for " + path);
        }
        Thread.sleep(2);
      }
    }
  }

  /** Submits a shell command; returns the job's id. */
  public static String submit(HttpConnection http, Object command, boolean start)
      throws IOException {
    String body =
        "{\"operation\":\"exec\",\"command\":%s,\"start\":%s,\"timeout_ms\":900000,"
            + "\"requirements\":{\"cpu\":0.01,\"ram_mb\":1}}";
    HttpConnection.Reply reply =
        http.call(
            "POST", "/v1/jobs", body.formatted(JSON.writeValueAsString(command), start).getBytes());
    if (reply.status() != 201) {
      throw new IOException("submission refused: " + reply.status() + " " + reply.text());
    }
    return JSON.readTree(reply.body()).path("job_id").asText();
  }

  public JsonNode job(String id) throws IOException {
    try (HttpConnection http = new HttpConnection(port)) {
      return JSON.readTree(http.call("GET", "/v1/jobs/" + id, null).body());
    }
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  Path directory() {
    return directory;
  }

  public double startMillis() {
    return startMillis;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    endProcesses();
    DirectoryTree.delete(directory);
  }

  private void endProcesses() throws InterruptedException {
    for (Process agent : agents) {
      Processes.end(agent);
    }
    Processes.end(process);
  }
}
