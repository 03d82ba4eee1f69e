package dev.sluice.host;

/** What a frame between a task host and its owner is. The code is its byte on the pipe. */
public enum FrameKind {
  /** To the host: run a script; a {@link RunOrder} as JSON. */
  RUN(1),
  /** To the host: see whether a script can be run; a {@link RunOrder} as JSON, never called. */
  CHECK(2),
  /** To the host: end the run with this number (8 bytes), if it is still the one. */
  INTERRUPT(3),
  /** From the host: it is up and takes orders. */
  READY(16),
  /** From the host: UTF-8 that the script printed. */
  STDOUT(17),
  /** From the host: UTF-8 that the script printed as a warning or an error. */
  STDERR(18),
  /** From the host: the JSON object of a progress event. */
  PROGRESS(19),
  /** From the host: how the run ended; {@link RunResult} as JSON. */
  RESULT(20),
  /** From the host: nothing of the run is left; how full the heap is, percent (1 byte). */
  IDLE(21);

  private final int code;

  FrameKind(int code) {
    this.code = code;
  }

  byte code() {
    return (byte) code;
  }

  /**
   * @throws IllegalArgumentException for a byte that is none of ours
   */
  static FrameKind of(int code) {
    for (FrameKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException("unknown kind of frame " + code);
  }
}
