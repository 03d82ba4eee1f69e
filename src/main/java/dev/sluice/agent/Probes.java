package dev.sluice.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * Answers the probes of an orchestrator, on a port of its own and under the paths of the server:
 * 200 when the answer is yes, 503 when it is no.
 */
final class Probes implements AutoCloseable {
  static final String LIVE = "/q/health/live";
  static final String READY = "/q/health/ready";

  /** Without it a client may take for ever to send its request. Read by the JDK's server. */
  private static final String REQUEST_SECONDS = "sun.net.httpserver.maxReqTime";

  /** Probes come one at a time; the second thread is for a client that sends its request slowly. */
  private static final int THREADS = 2;

  private final HttpServer server;
  private final ExecutorService threads;

  private Probes(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Listens on all interfaces, since an orchestrator calls from outside.
   *
   * @param port 0 for any free one
   * @throws IOException when the port cannot be used
   */
  static Probes open(int port, BooleanSupplier live, BooleanSupplier ready) throws IOException {
    if (System.getProperty(REQUEST_SECONDS) == null) {
      System.setProperty(REQUEST_SECONDS, "5");
    }
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, Probes::daemon);
    server.setExecutor(threads);
    server.createContext(
        "/", exchange -> answer(exchange, 404, "{\"status\":\"there is nothing at this path\"}"));
    server.createContext(LIVE, exchange -> answer(exchange, live));
    server.createContext(READY, exchange -> answer(exchange, ready));
    server.start();
    return new Probes(server, threads);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "sluice-agent-probes");
    thread.setDaemon(true);
    return thread;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, BooleanSupplier probe) throws IOException {
    boolean up = probe.getAsBoolean();
    answer(exchange, up ? 200 : 503, "{\"status\":\"" + (up ? "UP" : "DOWN") + "\"}");
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
