package dev.sluice.sse;

/**
 * The server ends and cuts a stream that goes on: its connection is reset, so that no client takes
 * it for complete.
 */
public final class StreamCutException extends RuntimeException {
  /** The comment before the cut. */
  public static final String COMMENT = "the server ends; reconnect";

  private static final long serialVersionUID = 1L;

  public StreamCutException() {
    super("the server ends", null, false, false);
  }
}
