package dev.sluice.wire.output;

/** The kind of a piece of output. Its code is one byte on the wire and in the store. */
public enum OutputChannel {
  STDOUT(1),
  STDERR(2),
  /** Text is a JSON object {@code {progress, step?, message?, data?}}. */
  PROGRESS(3),
  /** Text is a JSON object {@code {from, to, reason}}; written by the server only. */
  GAP(4);

  private final int code;

  OutputChannel(int code) {
    this.code = code;
  }

  /** Whether frames carry bytes of a process, cut anywhere; otherwise each frame is one event. */
  public boolean isBytes() {
    return this == STDOUT || this == STDERR;
  }

  byte code() {
    return (byte) code;
  }

  /** The event name and query value: lower case. */
  public String label() {
    return switch (this) {
      case STDOUT -> "stdout";
      case STDERR -> "stderr";
      case PROGRESS -> "progress";
      case GAP -> "gap";
    };
  }

  /**
   * @throws IllegalArgumentException if no channel has this code
   */
  static OutputChannel of(byte code) {
    return switch (code) {
      case 1 -> STDOUT;
      case 2 -> STDERR;
      case 3 -> PROGRESS;
      case 4 -> GAP;
      default -> throw new IllegalArgumentException("unknown output channel " + code);
    };
  }
}
