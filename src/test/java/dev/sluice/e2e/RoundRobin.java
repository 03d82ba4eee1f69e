package dev.sluice.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A load balancer that gives each connection to the next server in turn. */
final class RoundRobin implements AutoCloseable {
  private final ServerSocket socket;
  private final List<URI> servers;
  private final Map<URI, AtomicInteger> connections = new ConcurrentHashMap<>();

  private RoundRobin(ServerSocket socket, List<URI> servers) {
    this.socket = socket;
    this.servers = servers;
  }

  static RoundRobin to(URI... servers) throws IOException {
    ServerSocket socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    RoundRobin balancer = new RoundRobin(socket, List.of(servers));
    daemon(balancer::accept);
    return balancer;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** Whether each server has got connections. */
  boolean isBalanced() {
    return connections.keySet().containsAll(servers);
  }

  private void accept() {
    int next = 0;
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        URI server = servers.get(next++ % servers.size());
        Socket toServer = new Socket(server.getHost(), server.getPort());
        connections.computeIfAbsent(server, unused -> new AtomicInteger()).incrementAndGet();
        daemon(() -> copy(client, toServer));
        daemon(() -> copy(toServer, client));
      } catch (IOException e) {
        // Closed, or the server is away: its client sees a closed connection.
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // One side closed; both are closed now.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "round-robin");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
