import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Makes bodies: valid ones and others, with values replaced, removed, doubled or cut off. */
final class Bodies {
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

  private Bodies() {}

  static byte[] make(Random random) {
    byte[] body = mutated(Values.pick(random, BODIES), random).getBytes(StandardCharsets.UTF_8);
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
        text = text.substring(0, colon + 1) + Values.pick(random, PIECES) + text.substring(end);
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

  /** As two chunks of {@code Transfer-Encoding: chunked}. */
  static byte[] chunks(byte[] body) {
    int half = body.length / 2;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[][] halves = {
      Arrays.copyOfRange(body, 0, half), Arrays.copyOfRange(body, half, body.length)
    };
    for (byte[] part : halves) {
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
}
