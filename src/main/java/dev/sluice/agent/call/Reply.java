package dev.sluice.agent.call;

import dev.sluice.wire.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The server's answer to one call. */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Reply(int status, byte[] body) {
  private static final int EXCERPT = 300;

  public boolean ok() {
    return status >= 200 && status < 300;
  }

  /**
   * Whether the same request may succeed later: an error that is not Sluice's own comes from a
   * proxy, which knows nothing of the attempt.
   */
  public boolean isRetryable() {
    return status >= 500
        || status == 429
        || status == 408
        || status == 425
        || (status >= 400 && !isOfSluice());
  }

  /** Whether the attempt is no longer this worker's, or its job is gone. */
  public boolean leaseLost() {
    return switch (status) {
      case 409 -> problemCode().equals("lease_lost");
      case 404, 410 -> isOfSluice();
      default -> false;
    };
  }

  /** Whether a chunk arrived too long before one that precedes it. */
  public boolean outOfOrder() {
    return status == 409 && problemCode().equals("output_out_of_order");
  }

  /** Whether the server itself sent this error: each of its errors has a code. */
  public boolean isOfSluice() {
    return !problemCode().isEmpty();
  }

  private String problemCode() {
    try {
      Problem problem = read(Problem.class);
      return problem == null || problem.code() == null ? "" : problem.code();
    } catch (IOException notAProblem) {
      return "";
    }
  }

  /**
   * The body as a record of the wire.
   *
   * @throws IOException when the body is not such a record
   */
  public <T> T read(Class<T> type) throws IOException {
    return ServerClient.JSON.readValue(body, type);
  }

  /** Status and start of the body, for the log. */
  public String describe() {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    return "HTTP "
        + status
        + (text.isEmpty() ? "" : " " + text.substring(0, Math.min(EXCERPT, text.length())));
  }
}
