package dev.sluice.bench.moves;

import dev.sluice.bench.chaos.Node;
import dev.sluice.bench.chaos.StoreServer;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Processes;
import dev.sluice.bench.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A store, servers and agents, each a process of its own, as an operator starts them. */
final class Site implements AutoCloseable {
  private static final long START_LIMIT_NANOS = 120_000_000_000L;

  /** One server; it keeps its port. */
  record Server(Node node, int port) {}

  private final Path directory;
  private final Node store;
  private final List<Server> servers = new ArrayList<>();
  private final List<Node> agents = new ArrayList<>();
  private final List<StoreMeter> meters = new ArrayList<>();
  private final int storePort = ServerProcess.freePort();
  private final String secret;
  private final boolean metered;

  /** Starts the store, and prepares servers that are not started yet. */
  Site(Path directory, int count) throws IOException, InterruptedException {
    this(directory, count, false);
  }

  /**
   * @param metered whether what each server sends to the store and receives from it is counted
   */
  Site(Path directory, int count, boolean metered) throws IOException, InterruptedException {
    this.directory = directory;
    this.metered = metered;
    // Lets the script prepare what it prepares after a build, before several processes wait for it.
    Processes.start(directory.resolve("prepare.log"), sluice("--version")).waitFor();
    Path data = directory.resolve("store");
    secret = StoreServer.secret(data);
    store = new Node("store", directory, storeCommand(data, storePort));
    store.start();
    for (int i = 0; i < count; i++) {
      servers.add(server(i));
    }
  }

  private static List<String> storeCommand(Path data, int port) {
    List<String> command = new ArrayList<>(List.of(Processes.java(), "-XX:+UseSerialGC"));
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("dev.sluice.bench.Bench", "store"));
    command.addAll(List.of("--port", String.valueOf(port), "--data", data.toString()));
    return command;
  }

  private Server server(int number) throws IOException {
    int port = ServerProcess.freePort();
    List<String> command =
        sluice("server", "--port", String.valueOf(port), "--no-worker", "--data");
    command.add(directory.resolve("server-" + number).toString());
    command.add("-Dsluice.schedule.max-cpu-usage=1000");
    command.add("-Dquarkus.mongodb.connection-string=" + address());
    for (String option : System.getenv().getOrDefault("BENCH_SERVER_OPTIONS", "").split(" ")) {
      if (!option.isEmpty()) {
        command.add(option);
      }
    }
    return new Server(new Node("server-" + number, directory, command), port);
  }

  static List<String> sluice(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Processes.ROOT.resolve("sluice").toString());
    command.addAll(List.of(words));
    return command;
  }

  private String address() throws IOException {
    int port = storePort;
    if (metered) {
      StoreMeter meter = new StoreMeter(storePort);
      meters.add(meter);
      port = meter.port();
    }
    return StoreServer.connectionString(port, secret);
  }

  /** Between a server and the store. */
  StoreMeter meter(int server) {
    return meters.get(server);
  }

  /** Starts the first servers, and waits until they are ready. */
  void startServers(int count) throws Exception {
    for (Server server : servers.subList(0, count)) {
      server.node().start();
    }
    for (Server server : servers.subList(0, count)) {
      await(server.port(), "/q/health/ready");
    }
  }

  /** Starts a process that works for the servers at that port, and waits for its workers. */
  void startAgents(int port, int count, String... options) throws Exception {
    startAgents(Collections.nCopies(count, port), options);
  }

  /**
   * @param ports the server of each agent
   */
  void startAgents(List<Integer> ports, String... options) throws Exception {
    for (int i = 0; i < ports.size(); i++) {
      String name = "agent-" + i;
      List<String> command = sluice("agent", "--server", "http://127.0.0.1:" + ports.get(i));
      command.addAll(List.of("--name", name, "--work-dir"));
      command.add(directory.resolve("work-" + name).toString());
      command.addAll(List.of(options));
      startAgent(new Node(name, directory, command));
    }
    for (int i = 0; i < ports.size(); i++) {
      await(ports.get(i), "/v1/workers/agent-" + i);
    }
  }

  void startAgent(Node agent) throws IOException {
    agents.add(agent);
    agent.start();
  }

  static void await(int port, String path) throws Exception {
    long until = System.nanoTime() + START_LIMIT_NANOS;
    while (!answers(port, path, 5_000)) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("no answer to " + path);
      }
      Thread.sleep(20);
    }
  }

  static boolean answers(int port, String path, int withinMs) {
    try (HttpConnection http = new HttpConnection(port, withinMs)) {
      return http.call("GET", path, null).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  Node store() {
    return store;
  }

  Path directory() {
    return directory;
  }

  List<Server> servers() {
    return servers;
  }

  /** The ports of the first servers. */
  List<Integer> ports(int count) {
    return servers.subList(0, count).stream().map(Server::port).toList();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (Node agent : agents) {
      agent.end();
    }
    for (Server server : servers) {
      server.node().end();
    }
    store.end();
    for (StoreMeter meter : meters) {
      meter.close();
    }
  }
}
