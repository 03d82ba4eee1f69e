package dev.sluice.agent.call;

import java.nio.charset.StandardCharsets;

/** What the server answered. */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Reply(int status, byte[] body) {
  private static final int EXCERPT = 300;

  public boolean ok() {
    return status >= 200 && status < 300;
  }

  /** Whether the same request may well succeed later. */
  public boolean mayHeal() {
    return status >= 500 || status == 429 || status == 408 || status == 425;
  }

  /** The attempt is somebody else's, or its job is gone. */
  public boolean leaseLost() {
    return status == 409 || status == 404 || status == 410;
  }

  /** A chunk of output came long before the one that it follows. */
  public boolean outOfOrder() {
    return status == 409
        && new String(body, StandardCharsets.UTF_8).contains("\"output_out_of_order\"");
  }

  /** For the log: status and the beginning of the body. */
  public String describe() {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    return "HTTP "
        + status
        + (text.isEmpty() ? "" : " " + text.substring(0, Math.min(EXCERPT, text.length())));
  }
}
