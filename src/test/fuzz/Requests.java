import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Makes requests: an operation of the description with values that are wrong in some way. */
final class Requests {
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
    Operation operation = operations.get(random.nextInt(operations.size()));
    boolean isHeavy = operation.template().endsWith("/sync");
    if (isHeavy && random.nextInt(100) > 0) {
      operation = operations.get(0);
    }
    String method =
        random.nextInt(20) == 0 ? Values.pick(random, Values.METHODS) : operation.method();
    String target = path(operation.template(), random) + query(operation, random);
    byte[] body = takesBody(method, random) ? Bodies.make(random) : new byte[0];
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(random.nextInt(200) == 0 ? "other.example" : host).append("\r\n");
    headers(operation, head, random);
    boolean chunked = body.length > 0 && random.nextInt(10) == 0;
    head.append(
        chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + body.length + "\r\n");
    head.append("\r\n");
    byte[] bytes = joined(head, chunked ? Bodies.chunks(body) : body);
    return new Request(method, operation.template(), target, bytes);
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
      path.append(
          Values.pick(random, "/", "//", "/..", "/x", ";a=b", "%2f", "%00", "\\", "^", "?"));
    }
    return printable(path.toString());
  }

  /** One time in three a value from the list of bad ones. */
  private static String value(Random random, String[] good) {
    String bad = Values.pick(random, Values.ANY);
    return random.nextInt(3) > 0 || bad.isEmpty() ? Values.pick(random, good) : bad;
  }

  private String query(Operation operation, Random random) {
    StringBuilder query = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      query.append(query.length() == 0 ? '?' : '&').append(Values.pick(random, Values.PARAMETERS));
      query.append(random.nextInt(20) == 0 ? "" : "=").append(Values.pick(random, Values.ANY));
    }
    if (operation.template().endsWith("/poll")) {
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
      String value = Values.pick(random, Values.HEADER_VALUES).replaceAll("[\\x00-\\x1f]", "\t");
      head.append(Values.pick(random, Values.HEADERS)).append(": ").append(value).append("\r\n");
    }
    if (operation.template().startsWith("/v1/workers/") && random.nextInt(3) == 0) {
      head.append("Authorization: Bearer ").append(workerToken).append("\r\n");
    }
    if (operation.template().startsWith("/v1/jobs/") && random.nextInt(3) == 0) {
      head.append("Sluice-Lease: ").append(random.nextInt(5) == 0 ? "" : "lease").append("\r\n");
    }
  }

  private static byte[] joined(CharSequence head, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(body);
    return out.toByteArray();
  }
}
