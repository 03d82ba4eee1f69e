package dev.sluice.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.HeaderNames;
import dev.sluice.wire.Json;
import dev.sluice.wire.output.OutputAccepted;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.AttemptResult;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.wire.worker.HeartbeatReply;
import dev.sluice.wire.worker.Poll;
import dev.sluice.wire.worker.PollReply;
import dev.sluice.wire.worker.WorkerRegistered;
import dev.sluice.wire.worker.WorkerRegistration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The server's side of the agent's wire; tests inject faults. */
@SuppressWarnings("NullAway") // a null would fail the test that it belongs to
final class FakeAgentServer implements AutoCloseable {
  static final int PATIENCE_S = 120;
  private static final ObjectMapper JSON = Json.mapper();

  static {
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** Answers a request before the server does. */
  interface Fault {
    int NONE = 0;
    int CUT = -1;

    /** A status to answer at once, {@link #NONE}, or {@link #CUT} to close the connection. */
    int status(String path, byte[] body);
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer http;
  private boolean stopped;
  final List<WorkerRegistration> registrations = new ArrayList<>();
  final List<String> nameSecrets = new ArrayList<>();
  final List<Poll> polls = new ArrayList<>();
  final List<Heartbeat> heartbeats = new ArrayList<>();
  final List<String> tokens = new ArrayList<>();
  final List<String> left = new ArrayList<>();
  final List<String> bundleCalls = new ArrayList<>();
  private final Map<String, byte[]> bundles = new HashMap<>();
  private final List<Assignment> pending = new ArrayList<>();
  private final List<AttemptRef> cancel = new ArrayList<>();
  private final List<AttemptRef> revoke = new ArrayList<>();
  private final Map<AttemptRef, Map<Long, byte[]>> chunks = new HashMap<>();
  private final Map<AttemptRef, AttemptResult> results = new HashMap<>();
  private final Map<AttemptRef, Integer> resultPosts = new HashMap<>();
  volatile Fault fault = (path, body) -> Fault.NONE;
  volatile boolean keepOutput = true;

  /** Answers the routes of a job's files. */
  volatile HttpHandler files = exchange -> answer(exchange, 404, Map.of("code", "not_found"));

  volatile long heartbeatMs = 50;

  /** Faults are answered as a proxy does: without a code of Sluice. */
  volatile boolean proxied;

  private volatile int forgetWith;
  long bytes;

  FakeAgentServer() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
      http.createContext("/v1/workers", this::worker);
      http.createContext("/v1/jobs", this::job);
      http.createContext("/v1/tasks", this::bundle);
      http.setExecutor(threads);
      http.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /** Cuts all connections and accepts no more. */
  void goAway() {
    synchronized (this) {
      stopped = true;
      notifyAll();
    }
    http.stop(0);
  }

  synchronized AttemptRef assign(Assignment assignment) {
    pending.add(assignment);
    notifyAll();
    return assignment.ref();
  }

  synchronized void cancel(AttemptRef ref) {
    cancel.add(ref);
    notifyAll();
  }

  /** Revokes the attempt with the answer to the next heartbeat. */
  synchronized void revoke(AttemptRef ref) {
    revoke.add(ref);
  }

  /** Answers polls and heartbeats with this status until the worker registers again. */
  synchronized void forget(int status) {
    forgetWith = status;
    notifyAll();
  }

  AttemptResult result(AttemptRef ref) {
    await("result of " + ref, () -> results.containsKey(ref));
    synchronized (this) {
      return results.get(ref);
    }
  }

  synchronized boolean hasResult(AttemptRef ref) {
    return results.containsKey(ref);
  }

  synchronized int resultPosts(AttemptRef ref) {
    return resultPosts.getOrDefault(ref, 0);
  }

  synchronized List<byte[]> chunks(AttemptRef ref) {
    return List.copyOf(chunks.getOrDefault(ref, Map.of()).values());
  }

  List<OutputFrame> frames(AttemptRef ref) {
    return chunks(ref).stream()
        .flatMap(chunk -> OutputFrame.read(ByteBuffer.wrap(chunk)).stream())
        .toList();
  }

  byte[] output(AttemptRef ref, OutputChannel channel) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (OutputFrame frame : frames(ref)) {
      if (frame.channel() == channel) {
        byte[] part = new byte[frame.bytes().remaining()];
        frame.bytes().duplicate().get(part);
        joined.writeBytes(part);
      }
    }
    return joined.toByteArray();
  }

  String stdout(AttemptRef ref) {
    return new String(output(ref, OutputChannel.STDOUT), StandardCharsets.UTF_8);
  }

  String stderr(AttemptRef ref) {
    return new String(output(ref, OutputChannel.STDERR), StandardCharsets.UTF_8);
  }

  /** Waits until a condition holds that changes with the requests of the agent. */
  synchronized void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!condition.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("waited in vain for " + what);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  void awaitOutput(AttemptRef ref, String text) {
    await(text, () -> stdout(ref).contains(text));
  }

  /** Answers the path and query of a bundle with these bytes. */
  synchronized void offer(String pathAndQuery, byte[] zip) {
    bundles.put(pathAndQuery, zip);
  }

  private void bundle(HttpExchange exchange) throws IOException {
    String asked = exchange.getRequestURI().toString();
    byte[] zip;
    synchronized (this) {
      bundleCalls.add(asked);
      zip = bundles.get(asked);
    }
    if (faulty(exchange, exchange.getRequestURI().getPath(), new byte[0])) {
      return;
    }
    if (zip == null) {
      answer(exchange, 404, Map.of("code", "not_found"));
      return;
    }
    exchange.sendResponseHeaders(200, zip.length);
    exchange.getResponseBody().write(zip);
    exchange.close();
  }

  private void worker(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    if (faulty(exchange, path, body)) {
      return;
    }
    if (path.equals("/v1/workers")) {
      register(exchange, body);
    } else if (!authentic(exchange)) {
      answer(exchange, 401, Map.of("code", "superseded"));
    } else if (path.endsWith("/leave")) {
      synchronized (this) {
        left.add(path.split("/")[3]);
      }
      answer(exchange, 200, Map.of());
    } else if (path.endsWith("/poll")) {
      poll(exchange, JSON.readValue(body, Poll.class));
    } else {
      heartbeat(exchange, JSON.readValue(body, Heartbeat.class));
    }
  }

  private synchronized void register(HttpExchange exchange, byte[] body) throws IOException {
    WorkerRegistration registration = JSON.readValue(body, WorkerRegistration.class);
    registrations.add(registration);
    nameSecrets.add(exchange.getRequestHeaders().getFirst(HeaderNames.NAME_SECRET));
    tokens.add("token-" + registrations.size());
    forgetWith = 0;
    notifyAll();
    String id = registration.workerId() == null ? "made-up" : registration.workerId();
    answer(
        exchange,
        201,
        new WorkerRegistered(id, tokens.get(tokens.size() - 1), heartbeatMs, 30_000));
  }

  private synchronized boolean authentic(HttpExchange exchange) {
    String token = tokens.isEmpty() ? "" : tokens.get(tokens.size() - 1);
    return ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private synchronized void poll(HttpExchange exchange, Poll poll) throws IOException {
    polls.add(poll);
    notifyAll();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (pending.isEmpty() && toCancel(poll).isEmpty() && forgetWith == 0 && !stopped) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (left <= 0) {
        break;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        break;
      }
    }
    if (forgetWith != 0) {
      answer(exchange, forgetWith, Map.of("code", "gone"));
      return;
    }
    var reply = new PollReply(List.copyOf(pending), toCancel(poll), false);
    pending.clear();
    answer(exchange, 200, reply);
  }

  private List<AttemptRef> toCancel(Poll poll) {
    return cancel.stream()
        .filter(
            ref ->
                poll.running().stream()
                    .anyMatch(held -> held.ref().equals(ref) && !held.cancelling()))
        .toList();
  }

  private synchronized void heartbeat(HttpExchange exchange, Heartbeat beat) throws IOException {
    heartbeats.add(beat);
    notifyAll();
    if (forgetWith != 0) {
      answer(exchange, forgetWith, Map.of("code", "gone"));
    } else {
      answer(exchange, 200, new HeartbeatReply(List.of(), List.copyOf(revoke), false));
    }
  }

  private void job(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().contains("/files")) {
      files.handle(exchange);
      return;
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    if (faulty(exchange, path, body)) {
      return;
    }
    String jobId = path.split("/")[3];
    if (path.endsWith("/output")) {
      output(exchange, jobId, body);
    } else {
      AttemptResult result = JSON.readValue(body, AttemptResult.class);
      synchronized (this) {
        AttemptRef ref = new AttemptRef(jobId, result.attempt());
        results.put(ref, result);
        resultPosts.merge(ref, 1, Integer::sum);
        notifyAll();
      }
      answer(exchange, 200, Map.of());
    }
  }

  private void output(HttpExchange exchange, String jobId, byte[] body) throws IOException {
    Map<String, Long> query = new HashMap<>();
    for (String pair : exchange.getRequestURI().getQuery().split("&")) {
      query.put(pair.split("=")[0], Long.parseLong(pair.split("=")[1]));
    }
    AttemptRef ref = new AttemptRef(jobId, query.get("attempt").intValue());
    long seq = query.get("seq");
    synchronized (this) {
      Map<Long, byte[]> log = chunks.computeIfAbsent(ref, none -> new LinkedHashMap<>());
      if (seq != log.size() && !log.containsKey(seq)) {
        answer(exchange, 409, Map.of("code", "output_out_of_order"));
        return;
      }
      log.putIfAbsent(seq, keepOutput ? body : new byte[0]);
      bytes += body.length;
      notifyAll();
    }
    answer(exchange, 200, new OutputAccepted(seq + 1, false));
  }

  private boolean faulty(HttpExchange exchange, String path, byte[] body) throws IOException {
    int status = fault.status(path, body);
    if (status == Fault.CUT) {
      exchange.close();
    } else if (status != Fault.NONE) {
      String code = status == 409 ? "lease_lost" : "injected";
      answer(exchange, status, proxied ? Map.of() : Map.of("code", code));
    }
    return status != Fault.NONE;
  }

  static void answer(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] json = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, json.length);
    exchange.getResponseBody().write(json);
    exchange.close();
  }

  @Override
  public void close() {
    goAway();
    threads.shutdownNow();
  }
}
