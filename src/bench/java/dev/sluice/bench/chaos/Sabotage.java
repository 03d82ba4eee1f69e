package dev.sluice.bench.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Faults that no server may have, played by the relays, to prove that the checks can fail. Each
 * keeps the length of what it changes, since the length of a message stands before it.
 */
enum Sabotage {
  NONE,

  /** A submission is acknowledged and not stored. */
  ACKNOWLEDGE,

  /** A reader gets an event of output under a name that it does not know: the output is lost. */
  LOSE,

  /** What one agent was handed out is handed out to another, too. */
  TWICE,

  /** The result of an attempt arrives with the exit code of another. */
  RESULT;

  private static final int ONE_IN = 20;
  private final AtomicInteger passed = new AtomicInteger();
  private final Map<String, byte[]> handedOut = new ConcurrentHashMap<>();

  Relay.Tamper betweenClientAndServer() {
    return switch (this) {
      case ACKNOWLEDGE -> this::acknowledge;
      case LOSE -> (toServer, data, back) -> toServer ? data : lose(data);
      default -> Relay.Tamper.NONE;
    };
  }

  Relay.Tamper betweenAgentAndServer(String agent) {
    return switch (this) {
      case TWICE -> (toServer, data, back) -> twice(agent, toServer, data, back);
      case RESULT -> (toServer, data, back) -> toServer ? otherResult(data) : data;
      default -> Relay.Tamper.NONE;
    };
  }

  private boolean isDue() {
    return passed.incrementAndGet() % ONE_IN == 0;
  }

  private byte[] acknowledge(boolean toServer, byte[] data, OutputStream back) throws IOException {
    if (!toServer || !text(data).startsWith("POST /v1/jobs HTTP") || !isDue()) {
      return data;
    }
    String body = "{\"job_id\":\"job-00000000-0000-7000-8000-%012d\"}".formatted(passed.get());
    String head = "HTTP/1.1 201 Created\r\nContent-Length: " + body.length() + "\r\n\r\n";
    back.write((head + body).getBytes(ISO_8859_1));
    return new byte[0];
  }

  private byte[] lose(byte[] data) {
    String text = text(data);
    return text.contains("event: stdout") && isDue()
        ? text.replaceFirst("event: stdout", "event: nothin").getBytes(ISO_8859_1)
        : data;
  }

  private byte[] twice(String agent, boolean toServer, byte[] data, OutputStream back)
      throws IOException {
    String text = text(data);
    if (!toServer && text.contains("\"assignments\":[{") && isDue()) {
      handedOut.put(agent, data);
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

  private byte[] otherResult(byte[] data) {
    String text = text(data);
    return text.contains("\"exit_code\":11") && isDue()
        ? text.replaceFirst("\"exit_code\":11", "\"exit_code\":12").getBytes(ISO_8859_1)
        : data;
  }

  private static String text(byte[] data) {
    return new String(data, ISO_8859_1);
  }
}
