package dev.sluice.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server that gives the answers of a test, request by request. The last answer for a path
 * repeats; a path without an answer is 404.
 */
public final class StubServer implements AutoCloseable {
  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();
  private final Map<String, Consumer<byte[]>> bodies = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  public StubServer() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  public String uri() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  public List<Request> requests() {
    return requests;
  }

  public Request only(String call) {
    List<Request> found = requests.stream().filter(r -> r.call().equals(call)).toList();
    if (found.size() != 1) {
      throw new AssertionError("expected one " + call + " in " + requests);
    }
    return found.get(0);
  }

  /**
   * @param call method and path, as {@code GET /v1/jobs}
   */
  public StubServer on(String call, Answer answer) {
    answers.computeIfAbsent(call, c -> new ArrayDeque<>()).add(answer);
    return this;
  }

  /** Forgets the answers for the call and gives this one. */
  public StubServer replace(String call, Answer answer) {
    answers.remove(call);
    return on(call, answer);
  }

  /** Shows the bodies of these calls, which need not be text. */
  public StubServer onBody(String call, Consumer<byte[]> reader) {
    bodies.put(call, reader);
    return this;
  }

  public StubServer json(String call, String body) {
    return on(call, status(200, "application/json", body));
  }

  public StubServer problem(String call, int status, String body) {
    return on(call, status(status, "application/problem+json", body));
  }

  /** A whole event stream. */
  public StubServer events(String call, String stream) {
    return on(call, status(200, "text/event-stream", stream));
  }

  public static Answer status(int status, String type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, status == 204 ? -1 : 0);
      if (status != 204) {
        exchange.getResponseBody().write(bytes);
      }
      exchange.close();
    };
  }

  /** The beginning of an event stream, after which the connection breaks. */
  public StubServer brokenEvents(String call, String start) {
    return on(call, broken(start.getBytes(StandardCharsets.UTF_8)));
  }

  /** See {@link #brokenEvents}. */
  public static Answer broken(byte[] start) {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      OutputStream body = exchange.getResponseBody();
      body.write(start);
      body.flush();
      // Without the last chunk the client sees a connection that was cut.
      throw new IOException("cut");
    };
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    String body = new String(bytes, StandardCharsets.UTF_8);
    String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    bodies.getOrDefault(call, unread -> {}).accept(bytes);
    String query = exchange.getRequestURI().getRawQuery();
    requests.add(
        new Request(
            call, query == null ? "" : query, Map.copyOf(exchange.getRequestHeaders()), body));
    next(call).answer(exchange);
  }

  private Answer next(String call) {
    Queue<Answer> queue = answers.get(call);
    if (queue == null) {
      return status(404, "text/plain", "");
    }
    synchronized (queue) {
      Answer next = queue.size() > 1 ? queue.remove() : queue.peek();
      return next == null ? status(404, "text/plain", "") : next;
    }
  }

  /** Answers one request. */
  @FunctionalInterface
  public interface Answer {
    void answer(HttpExchange exchange) throws IOException;
  }

  /** One request. */
  public record Request(String call, String query, Map<String, List<String>> headers, String body) {
    @Nullable
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(e -> e.getKey().equalsIgnoreCase(name))
          .map(e -> e.getValue().get(0))
          .findFirst()
          .orElse(null);
    }
  }
}
