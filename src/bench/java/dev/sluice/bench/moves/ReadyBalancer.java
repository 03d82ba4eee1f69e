package dev.sluice.bench.moves;

import dev.sluice.bench.harness.ConnectionThread;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives each new connection to the next server that was ready when it was last asked, and to the
 * one after it if that one refuses. It repeats no request.
 */
final class ReadyBalancer implements Balancer {
  private static final long CHECK_EVERY_NANOS = 200_000_000;
  private static final int CHECK_LIMIT_MS = 2_000;

  private final ServerSocket listener =
      new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
  private final Set<Integer> ready = ConcurrentHashMap.newKeySet();
  private volatile List<Integer> ports = List.of();
  private int next;

  ReadyBalancer() throws IOException {
    ConnectionThread.start(this::accept);
    ConnectionThread.start(this::check);
  }

  @Override
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void serve(List<Integer> servers) {
    ready.addAll(servers);
    ready.retainAll(servers);
    ports = List.copyOf(servers);
  }

  private void check() {
    while (!listener.isClosed()) {
      for (int port : ports) {
        if (!Site.answers(port, "/q/health/ready", CHECK_LIMIT_MS)) {
          ready.remove(port);
        } else if (ports.contains(port)) {
          ready.add(port);
        }
      }
      LockSupport.parkNanos(CHECK_EVERY_NANOS);
    }
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket client = listener.accept();
      ConnectionThread.start(() -> connect(client));
    }
  }

  private void connect(Socket client) throws IOException {
    try (client) {
      Socket server = server();
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      ConnectionThread.start(() -> copy(server, client));
      copy(client, server);
    }
  }

  private Socket server() throws IOException {
    List<Integer> all = ports;
    for (int tries = 0; tries < 2 * all.size(); tries++) {
      int port = all.get(turn(all.size()));
      if (ready.contains(port)) {
        try {
          return new Socket(InetAddress.getLoopbackAddress(), port);
        } catch (IOException refused) {
          ready.remove(port);
        }
      }
    }
    throw new IOException("no server is ready");
  }

  private synchronized int turn(int servers) {
    next = (next + 1) % servers;
    return next;
  }

  /** A connection that one side resets is reset on the other side, too. */
  private static void copy(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException reset) {
      to.setSoLinger(true, 0);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
