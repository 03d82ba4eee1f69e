package dev.sluice.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/** A registry with scripted answers and faults. */
public final class FakeRegistry implements AutoCloseable {
  /** A header of an answer whose body never ends. */
  public static final String STALLS = "X-Stalls";

  private final HttpServer server;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final Queue<Reply> faults = new ConcurrentLinkedDeque<>();
  public final List<Request> requests = new CopyOnWriteArrayList<>();

  /** A request that the registry received. */
  public record Request(String uri, Map<String, List<String>> headers) {
    public String header(String name) {
      return String.join(",", headers.getOrDefault(name, List.of()));
    }
  }

  /**
   * @param cutAt how much of the body is sent before the connection breaks; negative for all
   */
  public record Reply(int status, byte[] body, Map<String, String> headers, int cutAt) {
    public static Reply of(int status, String body, String... headers) {
      Map<String, String> map = new ConcurrentHashMap<>();
      for (int i = 0; i < headers.length; i += 2) {
        map.put(headers[i], headers[i + 1]);
      }
      return new Reply(status, body.getBytes(StandardCharsets.UTF_8), map, -1);
    }

    public Reply cutAt(int bytes) {
      return new Reply(status, body, headers, bytes);
    }

    public Reply gzip() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
        out.write(body);
      } catch (IOException e) {
        throw new IllegalStateException("to memory", e);
      }
      Map<String, String> all = new ConcurrentHashMap<>(headers);
      all.put("Content-Encoding", "gzip");
      return new Reply(status, bytes.toByteArray(), all, cutAt);
    }
  }

  public FakeRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The same server by another name. */
  public String otherUrl() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Sets the answer to {@code uri}; an answer with an ETag supports conditional requests. */
  public FakeRegistry at(String uri, Reply reply) {
    replies.put(uri, reply);
    return this;
  }

  /** Sets the answers to the first requests, whatever their address. */
  public FakeRegistry first(Reply... fault) {
    faults.addAll(List.of(fault));
    return this;
  }

  /** Sets a listing of one page, and the definitions of its tasks. */
  public FakeRegistry lists(TaskBundle... tasks) {
    StringBuilder entries = new StringBuilder();
    for (TaskBundle task : tasks) {
      entries.append(entries.isEmpty() ? "" : ",").append(entry(task, task.digest()));
      defines(task);
    }
    return at(
        "/tasks?page=1&limit=100",
        Reply.of(
            200,
            page(1, tasks.length, entries.toString()),
            "ETag",
            "\"l" + entries.hashCode() + "\""));
  }

  private FakeRegistry defines(TaskBundle task) {
    return at(
        "/tasks/" + task.name() + "/" + task.version(),
        Reply.of(
            200, BundleWriter.definition(task).toString(), "ETag", "\"" + task.digest() + "\""));
  }

  public static String page(int page, long total, String entries) {
    return "{\"tasks\":["
        + entries
        + "],\"page\":"
        + page
        + ",\"limit\":100,\"total\":"
        + total
        + "}";
  }

  public static String entry(TaskBundle task, String digest) {
    return "{\"name\":\""
        + task.name()
        + "\",\"version\":\""
        + task.version()
        + "\",\"digest\":\""
        + digest
        + "\",\"updated_at\":\"2026-01-02T03:04:05Z\"}";
  }

  private void handle(HttpExchange exchange) throws IOException {
    String uri = exchange.getRequestURI().toString();
    requests.add(new Request(uri, Map.copyOf(exchange.getRequestHeaders())));
    Reply fault = faults.poll();
    Reply reply =
        fault != null
            ? fault
            : replies.getOrDefault(uri, Reply.of(404, "{\"code\":\"not_found\"}"));
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    String etag = reply.headers().get("ETag");
    if (etag != null && etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      exchange.close();
      return;
    }
    byte[] body = reply.body();
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    OutputStream out = exchange.getResponseBody();
    out.write(body, 0, reply.cutAt() < 0 ? body.length : reply.cutAt());
    if (reply.headers().containsKey(STALLS)) {
      out.flush();
      stall();
    }
    if (reply.cutAt() >= 0) {
      out.flush();
      // An exception in a handler closes the connection at once.
      throw new IOException("cut by the test");
    }
    exchange.close();
  }

  private void stall() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Number of requests for {@code uri}. */
  public long asked(String uri) {
    return requests.stream().filter(request -> request.uri().equals(uri)).count();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
