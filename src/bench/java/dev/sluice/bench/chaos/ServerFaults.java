package dev.sluice.bench.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.bench.harness.ConnectionThread;
import dev.sluice.bench.harness.HttpConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Changes calls and answers as a faulty server would. Each change keeps the length of what it
 * changes, since the length of a message stands before it.
 */
final class ServerFaults {
  private static final int ONE_IN = 20;
  private static final Pattern KEY = Pattern.compile("Idempotency-Key: key-(\\d+)");
  private static final Pattern LAST_EVENT = Pattern.compile("event: (done|failed|cancelled)");
  private static final Pattern PRINTED = Pattern.compile("(/output\\?.*\\d )\\d\n", Pattern.DOTALL);
  private static final Pattern ASSIGNED =
      Pattern.compile("\"job_id\":\"([^\"]+)\",\"attempt\":(\\d+),\"lease\":\"([^\"]+)\"");

  private final AtomicInteger passed = new AtomicInteger();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final Map<String, byte[]> handedOut = new ConcurrentHashMap<>();

  private boolean isDue() {
    return passed.incrementAndGet() % ONE_IN == 0;
  }

  byte[] acknowledge(boolean toServer, byte[] data, OutputStream back) throws IOException {
    if (!toServer || !isSubmission(text(data)) || !isDue()) {
      return data;
    }
    String body = "{\"job_id\":\"job-00000000-0000-7000-8000-%012d\"}".formatted(passed.get());
    String head = "HTTP/1.1 201 Created\r\nContent-Length: " + body.length() + "\r\n\r\n";
    back.write((head + body).getBytes(ISO_8859_1));
    return new byte[0];
  }

  byte[] forgetKey(boolean toServer, byte[] data, OutputStream back) {
    String text = text(data);
    Matcher key = KEY.matcher(text);
    if (!toServer || !isSubmission(text) || !key.find() || keys.add(key.group())) {
      return data;
    }
    return key.replaceFirst("Idempotency-Key: yek-$1").getBytes(ISO_8859_1);
  }

  private static boolean isSubmission(String text) {
    return text.startsWith("POST /v1/jobs HTTP");
  }

  byte[] lose(byte[] data) {
    return replaced(data, "event: stdout", "event: nothin");
  }

  byte[] otherEnd(byte[] data) {
    String text = text(data);
    return text.contains("event: done")
        ? replaced(data, "\"status\":\"COMPLETED\"", "\"status\":\"CANCELLED\"")
        : data;
  }

  /** From the news that is dropped on, a connection stands and is silent. */
  Relay.Tamper dropSignals() {
    return new Relay.Tamper() {
      private boolean silent;

      @Override
      public byte[] pass(boolean toServer, byte[] data, OutputStream back) {
        if (toServer) {
          return data;
        }
        silent = silent || (LAST_EVENT.matcher(text(data)).find() && isDue());
        return silent ? new byte[0] : data;
      }

      @Override
      public Relay.Tamper ofConnection() {
        return dropSignals();
      }
    };
  }

  /**
   * @param raise added to the number of the attempt
   */
  byte[] handOutAgain(String agent, int raise, boolean toServer, byte[] data, OutputStream back)
      throws IOException {
    String text = text(data);
    if (!toServer && text.contains("\"assignments\":[{") && isDue()) {
      String again = text.replace("\"attempt\":1,", "\"attempt\":" + (1 + raise) + ",");
      handedOut.put(agent, again.getBytes(ISO_8859_1));
    } else if (toServer && text.contains("/poll")) {
      for (String other : handedOut.keySet()) {
        byte[] again = other.equals(agent) ? null : handedOut.remove(other);
        if (again != null) {
          back.write(again);
          return new byte[0];
        }
      }
    }
    return data;
  }

  /** When the successor of a lost attempt is handed out, the result of the lost one comes in. */
  byte[] lateResult(int port, byte[] data) {
    Matcher assigned = ASSIGNED.matcher(text(data));
    while (assigned.find()) {
      int attempt = Integer.parseInt(assigned.group(2));
      if (attempt > 1) {
        String job = assigned.group(1);
        String lease = assigned.group(3);
        ConnectionThread.start(() -> report(port, job, attempt, lease));
      }
    }
    return data;
  }

  private static void report(int port, String job, int attempt, String lease) throws IOException {
    String body = "{\"attempt\":%d,\"outcome\":\"COMPLETED\",\"chunks\":0,\"exit_code\":0}";
    try (HttpConnection http = new HttpConnection(port, 5_000)) {
      http.call(
          "POST",
          "/v1/jobs/" + job + "/result",
          "Sluice-Lease: " + lease + "\r\n",
          body.formatted(attempt).getBytes(ISO_8859_1));
    }
  }

  byte[] otherExitCode(byte[] data) {
    return replaced(data, "\"exit_code\":11", "\"exit_code\":12");
  }

  byte[] otherOutcome(byte[] data) {
    return replaced(data, "\"outcome\":\"COMPLETED\"", "\"outcome\":\"CANCELLED\"");
  }

  byte[] otherOutput(byte[] data) {
    Matcher printed = PRINTED.matcher(text(data));
    return printed.find() && isDue() ? printed.replaceFirst("$1x\n").getBytes(ISO_8859_1) : data;
  }

  private byte[] replaced(byte[] data, String what, String by) {
    String text = text(data);
    return text.contains(what) && isDue() ? text.replace(what, by).getBytes(ISO_8859_1) : data;
  }

  private static String text(byte[] data) {
    return new String(data, ISO_8859_1);
  }
}
