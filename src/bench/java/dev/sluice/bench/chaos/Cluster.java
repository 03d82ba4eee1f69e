package dev.sluice.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.bench.harness.HttpConnection;
import dev.sluice.bench.harness.Processes;
import dev.sluice.bench.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A store, servers and agents, each a process of its own. Between agents and servers, clients and
 * servers, and servers and the store there is a relay each.
 */
final class Cluster implements AutoCloseable {
  private static final long START_LIMIT_NANOS = 120_000_000_000L;

  /** A server with the relays beside it. */
  record Server(Node node, int port, Relay toStore, Relay ofClients) {}

  /** An agent with the relay to its server. */
  record Agent(Node node, Server server, Relay link) {}

  private final Path directory;
  private final Node store;
  private final String storeAddress;
  private final List<Server> servers = new ArrayList<>();
  private final List<Agent> agents = new ArrayList<>();

  private Cluster(Path directory, Node store, String storeAddress) {
    this.directory = directory;
    this.store = store;
    this.storeAddress = storeAddress;
  }

  static Cluster start(Path directory, int servers, int agents, Sabotage sabotage)
      throws Exception {
    return start(directory, servers, agents, sabotage, "no");
  }

  /**
   * @param changeStreams {@code yes} if the store is to have them
   */
  static Cluster start(
      Path directory, int servers, int agents, Sabotage sabotage, String changeStreams)
      throws Exception {
    Path data = directory.resolve("store");
    int storePort = ServerProcess.freePort();
    String secret = StoreServer.secret(data);
    Node store = new Node("store", directory, storeCommand(data, storePort, changeStreams));
    Cluster cluster =
        new Cluster(directory, store, StoreServer.connectionString(storePort, secret));
    try {
      prepare(directory);
      store.start();
      for (int i = 0; i < servers; i++) {
        cluster.addServer(i, storePort, secret, sabotage);
      }
      for (int i = 0; i < agents; i++) {
        cluster.addAgent(i, sabotage);
      }
      cluster.awaitReady();
      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  /**
   * Lets the script prepare what it prepares after a build, before several processes wait for it.
   */
  private static void prepare(Path directory) throws IOException, InterruptedException {
    Processes.start(directory.resolve("prepare.log"), sluice("--version")).waitFor();
  }

  private static List<String> storeCommand(Path data, int port, String changeStreams) {
    return List.of(
        Processes.java(),
        "-XX:+UseSerialGC",
        "-Xmx256m",
        "-cp",
        System.getProperty("java.class.path"),
        "dev.sluice.bench.Bench",
        "store",
        "--port",
        String.valueOf(port),
        "--data",
        data.toString(),
        "--change-streams",
        changeStreams);
  }

  private void addServer(int number, int storePort, String secret, Sabotage sabotage)
      throws IOException {
    Relay toStore = new Relay(0, storePort, sabotage.betweenServerAndStore());
    int port = ServerProcess.freePort();
    List<String> command = new ArrayList<>();
    command.addAll(sluice("server", "--port", String.valueOf(port), "--no-worker"));
    command.addAll(List.of("--data", directory.resolve("server-" + number).toString()));
    command.add("-Dsluice.schedule.max-cpu-usage=1000");
    // Every job has to end by its own exit, so a loss of workers is never the job's.
    command.add("-Dsluice.job.poison-after=1000");
    command.add(
        "-Dquarkus.mongodb.connection-string="
            + StoreServer.connectionString(toStore.port(), secret));
    Node node = new Node("server-" + number, directory, command);
    Relay ofClients = new Relay(0, port, sabotage.betweenClientAndServer());
    servers.add(new Server(node, port, toStore, ofClients));
    node.start();
  }

  private void addAgent(int number, Sabotage sabotage) throws IOException {
    Server server = servers.get(number % servers.size());
    String name = "agent-" + number;
    Relay link = new Relay(0, server.port(), sabotage.betweenAgentAndServer(name, server.port()));
    List<String> command = new ArrayList<>();
    command.addAll(sluice("agent", "--server", "http://127.0.0.1:" + link.port()));
    command.addAll(List.of("--name", name, "--cpu", "4", "--ram-mb", "4096"));
    command.addAll(List.of("--max-parallel", "4"));
    command.addAll(List.of("--work-dir", directory.resolve("work-" + name).toString()));
    Node node = new Node(name, directory, command);
    agents.add(new Agent(node, server, link));
    node.start();
  }

  private static List<String> sluice(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Processes.ROOT.resolve("sluice").toString());
    command.addAll(List.of(words));
    return command;
  }

  /** Waits until every server is ready and every agent is registered. */
  void awaitReady() throws Exception {
    long until = System.nanoTime() + START_LIMIT_NANOS;
    for (Server server : servers) {
      await(server, "/q/health/ready", until);
    }
    for (Agent agent : agents) {
      await(agent.server(), "/v1/workers/" + agent.node().name(), until);
    }
  }

  /** Whether every server and its store answer. */
  boolean isReady() {
    return servers.stream().allMatch(server -> answers(server, "/q/health/ready"));
  }

  private void await(Server server, String path, long until) throws Exception {
    while (!answers(server, path)) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("no answer to " + path + "; see " + directory);
      }
      Thread.sleep(100);
    }
  }

  private static boolean answers(Server server, String path) {
    try (HttpConnection http = new HttpConnection(server.port(), 5_000)) {
      return http.call("GET", path, null).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** The server that says that it leads; empty while none does. */
  Optional<Server> leader() {
    return servers.stream().filter(Cluster::leads).findFirst();
  }

  private static boolean leads(Server server) {
    try (HttpConnection http = new HttpConnection(server.port(), 1_000)) {
      JsonNode info = new ObjectMapper().readTree(http.call("GET", "/v1/info", null).body());
      return info.path("leader").path("server").equals(info.path("server"));
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends every fault: all connections pass, all processes run. */
  void calm() throws Exception {
    for (Server server : servers) {
      for (Relay relay : List.of(server.toStore(), server.ofClients())) {
        relay.pass();
        relay.delay(0);
      }
    }
    for (Agent agent : agents) {
      agent.link().pass();
      agent.link().delay(0);
    }
    for (Node node : nodes()) {
      node.signal("CONT");
      node.start();
    }
    awaitReady();
  }

  private List<Node> nodes() {
    List<Node> nodes = new ArrayList<>(List.of(store));
    servers.forEach(server -> nodes.add(server.node()));
    agents.forEach(agent -> nodes.add(agent.node()));
    return nodes;
  }

  Node store() {
    return store;
  }

  /** The port of a server for clients, each time of any. */
  int clientPort(Random random) {
    return servers.get(random.nextInt(servers.size())).ofClients().port();
  }

  String storeAddress() {
    return storeAddress;
  }

  List<Server> servers() {
    return servers;
  }

  List<Agent> agents() {
    return agents;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    List<Node> nodes = nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      nodes.get(i).end();
    }
    for (Server server : servers) {
      server.toStore().close();
      server.ofClients().close();
    }
    for (Agent agent : agents) {
      agent.link().close();
    }
  }
}
