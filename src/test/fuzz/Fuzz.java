import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/**
 * Sends mutated requests to a live server and checks each answer: no 5xx other than a 503 with a
 * code, no status that the OpenAPI document lacks for the route, no error that is not a problem.
 * Request number i depends on the seed and i only, so that {@code FUZZ_ONLY=i} repeats it alone.
 *
 * <p>Usage: Fuzz URL REQUESTS SECONDS SEED; whichever limit comes first ends the run. The
 * environment has the ids and secrets that src/test/contract/fixtures.py prints.
 */
final class Fuzz {
  private static final int CONNECTIONS = 16;
  private static final int REPORTED = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI server;
  private final long seed;
  private final Api api;
  private final Requests requests;
  private final LongAdder sent = new LongAdder();
  private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
  private final Map<String, String> faults = new ConcurrentHashMap<>();

  private Fuzz(URI server, long seed) throws IOException {
    this.server = server;
    this.seed = seed;
    this.api = Api.of(server);
    this.requests = new Requests(api.operations, server.getAuthority());
  }

  public static void main(String[] args) throws Exception {
    Fuzz fuzz = new Fuzz(URI.create(args[0]), Long.parseLong(args[3]));
    String only = System.getenv("FUZZ_ONLY");
    long began = System.nanoTime();
    if (only == null) {
      fuzz.run(Long.parseLong(args[1]), began + Long.parseLong(args[2]) * 1_000_000_000L);
    } else {
      fuzz.repeat(Long.parseLong(only));
    }
    fuzz.report((System.nanoTime() - began) / 1e9);
    System.exit(fuzz.faults.isEmpty() ? 0 : 1);
  }

  private void run(long limit, long end) throws InterruptedException {
    AtomicLong next = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Thread thread =
          new Thread(
              () -> {
                Connection connection = new Connection(server);
                long number = next.getAndIncrement();
                while (number < limit && System.nanoTime() < end && faults.size() < REPORTED) {
                  exchange(connection, number);
                  number = next.getAndIncrement();
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void repeat(long number) {
    Request request = requests.make(random(number));
    System.out.println(new String(request.bytes, StandardCharsets.ISO_8859_1));
    exchange(new Connection(server), number);
  }

  private Random random(long number) {
    return new Random(seed * 0x9E3779B97F4A7C15L + number * 0xBF58476D1CE4E5B9L);
  }

  private void exchange(Connection connection, long number) {
    Request request = requests.make(random(number));
    String fault;
    int status = 0;
    try {
      Answer answer = connection.exchange(request);
      status = answer.status;
      fault = api.fault(request, answer);
    } catch (IOException e) {
      fault = "no answer: " + e;
    }
    sent.increment();
    statuses.computeIfAbsent(status, s -> new LongAdder()).increment();
    if (fault != null) {
      // One report for each kind: a defect would show thousands of times.
      String kind = request.method + " " + request.template + ": " + fault.split("\n")[0];
      if (faults.putIfAbsent(kind, "") == null) {
        System.out.println("FAULT in request " + number + ", " + kind + "\n" + fault);
      }
    }
  }

  private void report(double seconds) {
    System.out.printf(
        Locale.ROOT,
        "%,d requests in %.0f s, %,.0f per second, seed %d; by status %s; faults: %d%n",
        sent.sum(),
        seconds,
        sent.sum() / seconds,
        seed,
        new TreeMap<>(statuses),
        faults.size());
  }

  /** One operation of the document. */
  private record Operation(String method, String template, Pattern path, Set<Integer> statuses) {}

  private record Request(String method, String template, String target, byte[] bytes) {
    /** Whether the target names the route that its template says: nothing in it is normalized. */
    boolean isPlain() {
      String path = target.split("\\?", 2)[0];
      // Quarkus serves the metrics below their path, too.
      return !path.matches(".*(//|%|/\\.|;).*|.+/|/q/metrics/.*");
    }
  }

  private record Answer(int status, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    String excerpt() {
      String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
      return text.substring(0, Math.min(text.length(), 300));
    }
  }

  /** What the document says of the answers. */
  private static final class Api {
    /** What HTTP itself calls for, on any path. */
    private static final Set<Integer> OF_HTTP = Set.of(400, 403, 404, 405, 408, 413, 414, 431);

    /** Vert.x answers these itself, without a body. */
    private static final Set<Integer> BARE = Set.of(414, 431);

    final List<Operation> operations = new ArrayList<>();
    private final Set<Integer> any = new TreeSet<>(OF_HTTP);

    static Api of(URI server) throws IOException {
      Api api = new Api();
      JsonNode paths =
          JSON.readTree(server.resolve("/q/openapi?format=json").toURL().openStream())
              .path("paths");
      paths
          .properties()
          .forEach(
              path ->
                  path.getValue()
                      .properties()
                      .forEach(
                          member -> api.add(path.getKey(), member.getKey(), member.getValue())));
      return api;
    }

    private void add(String template, String method, JsonNode operation) {
      if (!operation.has("responses")) {
        return;
      }
      Set<Integer> statuses = new TreeSet<>();
      operation
          .path("responses")
          .fieldNames()
          .forEachRemaining(
              status -> {
                for (int i = 0; i < (status.endsWith("XX") ? 100 : 1); i++) {
                  statuses.add(Integer.parseInt(status.replace('X', '0')) + i);
                }
              });
      Pattern path = Pattern.compile(template.replaceAll("\\{[^}]*}", "[^/]*"));
      operations.add(new Operation(method.toUpperCase(Locale.ROOT), template, path, statuses));
      any.addAll(statuses);
    }

    /** What is wrong with the answer; null if nothing is. */
    String fault(Request request, Answer answer) {
      int status = answer.status;
      if (status >= 500 && status != 503) {
        return "status " + status + "\n" + answer.excerpt();
      }
      if (!documented(request).contains(status)) {
        return "status " + status + " is not in the document\n" + answer.excerpt();
      }
      boolean isHealth = request.target.startsWith("/q/health");
      boolean isBare = request.method.equals("HEAD") || BARE.contains(status);
      return status < 400 || isBare || isHealth && status == 503 ? null : problemFault(answer);
    }

    private Set<Integer> documented(Request request) {
      String path = request.target.split("\\?", 2)[0];
      Set<Integer> known = new TreeSet<>(OF_HTTP);
      if (!request.isPlain()) {
        known.addAll(any);
      }
      if (request.method.equals("OPTIONS")) {
        known.add(204);
      }
      boolean found = false;
      for (Operation operation : operations) {
        boolean same =
            operation.method.equals(request.method)
                || operation.method.equals("GET") && request.method.equals("HEAD");
        if (same && operation.path.matcher(path).matches()) {
          known.addAll(operation.statuses);
          found = true;
        }
      }
      if (!found) {
        // The guards run before the routes.
        known.addAll(Set.of(401, 429, 503));
      }
      return known;
    }

    private static String problemFault(Answer answer) {
      if (!answer.header("content-type").equals("application/problem+json")) {
        return answer.status + " is no problem but " + answer.header("content-type");
      }
      try {
        JsonNode problem = JSON.readTree(answer.body);
        boolean complete =
            problem.path("status").asInt() == answer.status
                && problem.path("code").asText().matches("[a-z][a-z0-9_]*")
                && problem.hasNonNull("title");
        return complete ? null : answer.status + " has an incomplete problem\n" + problem;
      } catch (IOException e) {
        return answer.status + " has a body that is no JSON\n" + e;
      }
    }
  }

  /** Makes requests: an operation of the document with values that are wrong in some way. */
  private static final class Requests {
    private static final String[] METHODS = {
      "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "FOO"
    };
    private static final String[] PARAMETERS = {
      "limit",
      "cursor",
      "status",
      "tag",
      "worker",
      "operation",
      "created_after",
      "created_before",
      "after",
      "from",
      "tail",
      "format",
      "start",
      "attempt",
      "seq",
      "stream",
      "max",
      "q",
      "source",
      "available",
      "page",
      "digest",
      "access_token",
      "comments",
      "unknown",
      ""
    };
    private static final String[] VALUES = {
      "",
      "0",
      "1",
      "-1",
      "5",
      "500",
      "501",
      "1.0",
      "1.0.0",
      "1e9",
      "99999999999999999999",
      "true",
      "false",
      "any",
      "QUEUED",
      "FAILED,CANCELLED",
      "earliest",
      "latest",
      "raw",
      "events",
      "all",
      "2026-01-31T12:00:00Z",
      "2026-13-31",
      "+1000000000-01-01T00:00:00Z",
      "%00",
      "%",
      "%zz",
      "%C3",
      "%F0%9F%98%80",
      "%ED%A0%80",
      "..",
      "%2e%2e",
      "a%2Fb",
      "%0d%0aX:%201",
      "$where",
      "{}",
      "'",
      "*",
      "AAAA",
      "sha256:" + "0".repeat(64),
      "^1.0",
      "a".repeat(3_000),
      "\u00fc",
      "null",
      "NaN",
      "20ms"
    };
    private static final String[] HEADERS = {
      "Accept", "Content-Type", "Idempotency-Key", "Last-Event-ID", "Sluice-Lease", "Authorization",
      "If-None-Match", "If-Match", "If-Modified-Since", "Range", "Origin", "Sec-Fetch-Site",
      "Accept-Encoding", "Content-Encoding", "X-Forwarded-For", "Cookie", "Accept-Language",
          "Prefer"
    };
    private static final String[] HEADER_VALUES = {
      "",
      "*/*",
      "*",
      "application/json",
      "application/zip",
      "application/x-ndjson",
      "text/html",
      "text/event-stream",
      "application/json;q=abc",
      "application/json; charset=utf-16",
      "a/b/c",
      "text/plain;charset=nope",
      "///",
      ";;;",
      "1.0",
      "1.5.2",
      "99999999999.1",
      "-1",
      "\"x\"",
      "W/\"x\"",
      "bytes=0-1",
      "bytes=a-",
      "http://other.example",
      "null",
      "cross-site",
      "same-origin",
      "gzip",
      "Bearer x",
      "Bearer ",
      "Basic eDp5",
      "x".repeat(2_000),
      "\u00fc\u0001",
      "identity;q=0",
      "de-DE-",
      "Thu, 01 Jan 1970 00:00:00 GMT",
      "yesterday",
      "k1"
    };
    private static final String[] PIECES = {
      "null",
      "true",
      "-1",
      "0",
      "1e400",
      "-1e-400",
      "9".repeat(400),
      "1.5",
      "\"\"",
      "\"\\u0000\"",
      "\"\\ud800\"",
      "[]",
      "{}",
      "[[[]]]",
      "{\"a\":{\"$b\":1,\"c.d\":2}}",
      "\"" + "x".repeat(5_000) + "\"",
      "[".repeat(70) + "]".repeat(70),
      "{\"a\":".repeat(900) + "1" + "}".repeat(900),
      "[".repeat(5_000),
      "\"\\u202e\"",
      "1,",
      "\"exec\"",
      "\"task_run\"",
      "{\"\":0}",
      "2147483648",
      "9223372036854775808",
      "NaN",
      "'x'",
      "\"2026-01-31T12:00:00Z\"",
      "/*x*/1"
    };
    private static final String[] BODIES = {
      "{\"operation\":\"exec\",\"command\":\"true\"}",
      "{\"operation\":\"exec\",\"command\":[\"a\",\"b\"],\"env\":{\"A\":\"b\"},\"work_dir\":\"x\","
          + "\"secrets\":[\"s\"],\"stdin\":\"x\",\"merge\":true,\"start\":false}",
      "{\"operation\":\"exec\",\"command\":\"x\",\"stdin_base64\":\"AAAA\",\"priority\":5,"
          + "\"timeout_ms\":1000,\"max_retries\":1,\"retry_on_exit\":true,\"tags\":[\"t\"],"
          + "\"not_before\":\"2026-01-31T12:00:00Z\",\"metadata\":{\"a\":{\"b\":[1,null]}},"
          + "\"requirements\":{\"cpu\":0.5,\"ram_mb\":64,\"labels\":{\"a\":\"b\"}}}",
      "{\"operation\":\"task_run\",\"task\":\"addition\",\"version\":\"^1.0\",\"input\":{\"a\":1}}",
      "{\"operation\":\"status\"}",
      "{\"jobs\":[{\"operation\":\"status\"},{\"operation\":\"exec\",\"command\":\"true\"}]}",
      "{\"worker_id\":\"fuzz\",\"hostname\":\"h\",\"cpu_count\":1,\"ram_total_mb\":1,\"max_parallel\":1,"
          + "\"labels\":{\"never\":\"match\"},\"capabilities\":[\"none\"],\"os\":\"x\",\"version\":\"1\"}",
      "{\"cpu_usage\":1.5,\"ram_free_mb\":10,\"running\":[{\"job_id\":\"job-1\",\"attempt\":1}]}",
      "{\"running\":[{\"job_id\":\"job-1\",\"attempt\":1,\"cancelling\":true}]}",
      "{\"attempt\":1,\"outcome\":\"COMPLETED\",\"chunks\":0,\"exit_code\":0,\"output\":{\"a\":1}}",
      "{\"attempt\":1,\"outcome\":\"FAILED\",\"error\":{\"code\":\"c\",\"message\":\"m\"}}",
      "{\"sse_url\":\"/v1/jobs/job-1/stream\"}",
      "PK\u0003\u0004",
      "a=b&c=d",
      "",
      " ",
      "\ufeff{}",
      "\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001"
    };

    private final List<Operation> operations;
    private final String host;
    private final String[] ids;
    private final String worker = System.getenv("WORKER_ID");
    private final String workerToken = System.getenv("WORKER_TOKEN");

    Requests(List<Operation> operations, String host) {
      this.operations = operations;
      this.host = host;
      this.ids =
          new String[] {
            System.getenv("ENDED_JOB"), System.getenv("HELD_JOB"), worker, "addition", "1.0.0", "x"
          };
    }

    Request make(Random random) {
      Operation operation = pick(random, operations);
      boolean isHeavy = operation.template.endsWith("/sync");
      if (isHeavy && random.nextInt(100) > 0) {
        operation = operations.get(0);
      }
      String method = random.nextInt(20) == 0 ? pick(random, METHODS) : operation.method;
      String target = path(operation.template, random) + query(operation, random);
      byte[] body = takesBody(method, random) ? body(random) : new byte[0];
      StringBuilder head = new StringBuilder();
      head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
      head.append("Host: ")
          .append(random.nextInt(200) == 0 ? "other.example" : host)
          .append("\r\n");
      headers(operation, head, random);
      boolean chunked = body.length > 0 && random.nextInt(10) == 0;
      head.append(
          chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + body.length + "\r\n");
      head.append("\r\n");
      byte[] bytes = joined(head, chunked ? chunks(body) : body);
      return new Request(method, operation.template, target, bytes);
    }

    private static boolean takesBody(String method, Random random) {
      return method.equals("POST") || random.nextInt(20) == 0;
    }

    private String path(String template, Random random) {
      StringBuilder path = new StringBuilder();
      for (String part : template.split("(?=\\{)|(?<=})")) {
        boolean isValue = part.startsWith("{");
        path.append(isValue ? value(random, ids) : part);
      }
      if (random.nextInt(50) == 0) {
        path.append(pick(random, "/", "//", "/..", "/x", ";a=b", "%2f", "%00", "\\", "^", "?"));
      }
      return printable(path.toString());
    }

    /** One time in three a value from the list of bad ones. */
    private static String value(Random random, String[] good) {
      String bad = pick(random, VALUES);
      return random.nextInt(3) > 0 || bad.isEmpty() ? pick(random, good) : bad;
    }

    private String query(Operation operation, Random random) {
      StringBuilder query = new StringBuilder();
      for (int i = random.nextInt(4); i > 0; i--) {
        query.append(query.length() == 0 ? '?' : '&').append(pick(random, PARAMETERS));
        query.append(random.nextInt(20) == 0 ? "" : "=").append(pick(random, VALUES));
      }
      if (operation.template.endsWith("/poll")) {
        // The default is to wait 20 s.
        query
            .append(query.length() == 0 ? "?" : "&")
            .append("wait=")
            .append(random.nextInt(3))
            .append("ms");
      }
      return printable(query.toString());
    }

    /** Bytes beyond ASCII and blanks in a target would be another experiment: broken framing. */
    private static String printable(String text) {
      return text.replaceAll("[^!-~]", "%FC");
    }

    private void headers(Operation operation, StringBuilder head, Random random) {
      for (int i = random.nextInt(4); i > 0; i--) {
        String value = pick(random, HEADER_VALUES).replaceAll("[\\x00-\\x1f]", "\t");
        head.append(pick(random, HEADERS)).append(": ").append(value).append("\r\n");
      }
      if (operation.template.startsWith("/v1/workers/") && random.nextInt(3) == 0) {
        head.append("Authorization: Bearer ").append(workerToken).append("\r\n");
      }
      if (operation.template.startsWith("/v1/jobs/") && random.nextInt(3) == 0) {
        head.append("Sluice-Lease: ").append(random.nextInt(5) == 0 ? "" : "lease").append("\r\n");
      }
    }

    private static byte[] body(Random random) {
      byte[] body = mutated(pick(random, BODIES), random).getBytes(StandardCharsets.UTF_8);
      if (body.length > 0 && random.nextInt(10) == 0) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      return random.nextInt(200) == 0
          ? new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16)
          : body;
    }

    /** Replaces values, removes, doubles and cuts. */
    private static String mutated(String body, Random random) {
      String text = body;
      for (int i = random.nextInt(3); i > 0; i--) {
        int colon = text.indexOf(':', random.nextInt(text.length() + 1));
        int end = colon < 0 ? -1 : endOfValue(text, colon + 1);
        if (end > 0) {
          text = text.substring(0, colon + 1) + pick(random, PIECES) + text.substring(end);
        }
      }
      if (random.nextInt(20) == 0) {
        text = text.substring(0, random.nextInt(text.length() + 1));
      }
      return random.nextInt(50) == 0 ? text + text : text;
    }

    private static int endOfValue(String text, int from) {
      for (int i = from + 1; i < text.length(); i++) {
        if (",}]".indexOf(text.charAt(i)) >= 0) {
          return i;
        }
      }
      return text.length();
    }

    private static byte[] chunks(byte[] body) {
      int half = body.length / 2;
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (byte[] part : new byte[][] {slice(body, 0, half), slice(body, half, body.length)}) {
        if (part.length > 0) {
          out.writeBytes(
              (Integer.toHexString(part.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
          out.writeBytes(part);
          out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
      }
      out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return out.toByteArray();
    }

    private static byte[] slice(byte[] bytes, int from, int to) {
      return java.util.Arrays.copyOfRange(bytes, from, to);
    }

    private static byte[] joined(CharSequence head, byte[] body) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      out.writeBytes(body);
      return out.toByteArray();
    }

    private static String pick(Random random, String... values) {
      return values[random.nextInt(values.length)];
    }

    private static Operation pick(Random random, List<Operation> operations) {
      return operations.get(random.nextInt(operations.size()));
    }
  }

  /** One connection, which is opened again when the server closes it. */
  private static final class Connection {
    private static final int PATIENCE_MS = 30_000;

    private final URI server;
    private Socket socket;
    private InputStream in;

    Connection(URI server) {
      this.server = server;
    }

    /** A server may close an idle connection, so the second failure in a row counts. */
    Answer exchange(Request request) throws IOException {
      try {
        return once(request);
      } catch (IOException e) {
        close();
        return once(request);
      }
    }

    private Answer once(Request request) throws IOException {
      if (socket == null) {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MS);
        in = new BufferedInputStream(socket.getInputStream());
      }
      socket.getOutputStream().write(request.bytes);
      Answer answer = read(request.method.equals("HEAD"));
      if (answer.header("connection").equalsIgnoreCase("close") || answer.body == null) {
        close();
      }
      return answer;
    }

    /** The body is null for a stream, which is not read. */
    private Answer read(boolean isHead) throws IOException {
      int status = Integer.parseInt(line().split(" ")[1]);
      Map<String, String> headers = new TreeMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
      }
      String type = headers.getOrDefault("content-type", "");
      if (isHead || status == 204 || status == 304) {
        return new Answer(status, headers, new byte[0]);
      }
      if (type.startsWith("text/event-stream")) {
        return new Answer(status, headers, null);
      }
      boolean chunked = headers.getOrDefault("transfer-encoding", "").equals("chunked");
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      return new Answer(status, headers, chunked ? chunkedBody() : bytes(length));
    }

    private byte[] chunkedBody() throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
        body.writeBytes(bytes(size));
        line();
      }
      line();
      return body.toByteArray();
    }

    private byte[] bytes(int length) throws IOException {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException("the body breaks off");
      }
      return bytes;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("the server closed the connection");
        }
        line.append((char) c);
      }
      return line.toString().trim();
    }

    private void close() {
      try {
        if (socket != null) {
          socket.close();
        }
      } catch (IOException e) {
        // The next exchange opens another one.
      }
      socket = null;
    }
  }
}
