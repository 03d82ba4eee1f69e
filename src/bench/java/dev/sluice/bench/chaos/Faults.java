package dev.sluice.bench.chaos;

import dev.sluice.bench.harness.Benchmark;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Causes faults at random times. The seed decides which, to which process and for how long; a
 * process that has a fault gets no second one.
 */
final class Faults {
  private final Cluster cluster;
  private final Oracle oracle;
  private final Random random;
  private final int everyMs;
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private int kills;

  /** A fault from its begin to its end. */
  private interface Fault {
    void run(long millis) throws Exception;
  }

  /**
   * @param everyMs mean time between two faults
   */
  Faults(Cluster cluster, Oracle oracle, long seed, int everyMs) {
    this.cluster = cluster;
    this.oracle = oracle;
    this.random = new Random(seed);
    this.everyMs = everyMs;
  }

  /** Causes faults for that long and returns when all of them are over. */
  void run(long millis) throws Exception {
    long until = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < until) {
      Thread.sleep((long) (-Math.log(1 - random.nextDouble()) * everyMs));
      next();
    }
    pool.shutdown();
    if (!pool.awaitTermination(120, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a fault does not end");
    }
  }

  private void next() {
    int kind = random.nextInt(100);
    if (kind < 65) {
      ofAgent(kind, pick(cluster.agents()));
    } else if (kind < 88) {
      ofServer(kind, pick(cluster.servers()));
    } else {
      ofStore(kind);
    }
  }

  private void ofAgent(int kind, Cluster.Agent agent) {
    Node node = agent.node();
    if (kind < 25) {
      cause("kill agent", node, skewed(3_000), millis -> kill(node, millis));
    } else if (kind < 38) {
      cause("stop agent", node, skewed(20_000), millis -> stop(node, millis));
    } else if (kind < 46) {
      cause("cut agent", node, skewed(10_000), millis -> cut(agent.link(), millis));
    } else if (kind < 56) {
      cause("hold agent", node, skewed(45_000), millis -> hold(agent.link(), millis));
    } else {
      cause("delay agent", node, skewed(10_000), millis -> delay(agent.link(), 300, millis));
    }
  }

  private void ofServer(int kind, Cluster.Server server) {
    Node node = server.node();
    if (kind < 67) {
      cause("kill server", node, skewed(2_000), millis -> kill(node, millis));
    } else if (kind < 72) {
      killLeader(skewed(2_000));
    } else if (kind < 76) {
      cause("stop server", node, skewed(8_000), millis -> stop(node, millis));
    } else if (kind < 78) {
      cause("hold store", node, skewed(8_000), millis -> hold(server.toStore(), millis));
    } else if (kind < 81) {
      cause("cut store", node, skewed(8_000), millis -> cut(server.toStore(), millis));
    } else if (kind < 84) {
      cause("delay store", node, skewed(6_000), millis -> delay(server.toStore(), 30, millis));
    } else {
      cause("cut clients", node, 1, millis -> cut(server.ofClients(), millis));
    }
  }

  /** The one that matters most, since it alone assigns jobs and looks after lost ones. */
  private void killLeader(long millis) {
    cluster
        .leader()
        .map(Cluster.Server::node)
        .ifPresent(leader -> cause("kill leader", leader, millis, ms -> kill(leader, ms)));
  }

  private void ofStore(int kind) {
    Node node = cluster.store();
    if (kind < 95) {
      cause("kill store", node, skewed(2_000), millis -> kill(node, millis));
    } else {
      cause("stop store", node, skewed(8_000), millis -> stop(node, millis));
    }
  }

  private void cause(String what, Node node, long millis, Fault fault) {
    if (!busy.add(node.name())) {
      return;
    }
    counts.merge(what, 1, Integer::sum);
    kills += what.startsWith("kill") ? 1 : 0;
    pool.execute(
        () -> {
          long from = System.currentTimeMillis();
          try {
            fault.run(millis);
          } catch (Exception e) {
            oracle.violated("harness", "", "%s of %s failed: %s", what, node.name(), e);
          }
          long to = System.currentTimeMillis();
          oracle.windows.add(new Oracle.Window(node.name(), what, from, to));
          busy.remove(node.name());
        });
  }

  private static void kill(Node node, long millis) throws Exception {
    if (!node.isAlive()) {
      throw new IllegalStateException("it had ended by itself");
    }
    node.kill();
    Thread.sleep(millis);
    node.start();
  }

  private static void stop(Node node, long millis) throws Exception {
    node.signal("STOP");
    Thread.sleep(millis);
    node.signal("CONT");
  }

  private static void cut(Relay relay, long millis) throws InterruptedException {
    relay.cut();
    Thread.sleep(millis);
    relay.pass();
  }

  private static void hold(Relay relay, long millis) throws InterruptedException {
    relay.hold();
    Thread.sleep(millis);
    relay.pass();
  }

  private static void delay(Relay relay, int byMs, long millis) throws InterruptedException {
    relay.delay(byMs);
    Thread.sleep(millis);
    relay.delay(0);
  }

  /** Mostly short, at times up to {@code most}. */
  private long skewed(long most) {
    double u = random.nextDouble();
    return 50 + (long) (most * u * u);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  int kills() {
    return kills;
  }

  Map<String, Integer> counts() {
    return counts;
  }

  void report() {
    Benchmark.say("faults: %s", counts);
  }
}
