package dev.sluice.host.protocol;

/** The kinds of frames, each with its byte on the pipe. */
public enum FrameKind {
  /** To the host: run a script; {@link RunOrder} as JSON. */
  RUN(1),
  /** To the host: check a script without calling it; {@link RunOrder} as JSON. */
  CHECK(2),
  /** To the host: end the run with this number (8 bytes), if it is still running. */
  INTERRUPT(3),
  /** From the host: it has started and takes orders. */
  READY(16),
  /** From the host: UTF-8 that the script printed. */
  STDOUT(17),
  /** From the host: UTF-8 that the script printed as a warning or an error. */
  STDERR(18),
  /** From the host: the JSON object of a progress event. */
  PROGRESS(19),
  /** From the host: how the run ended; {@link RunResult} as JSON. */
  RESULT(20),
  /** From the host: the run is cleaned up; heap in use, percent (1 byte). */
  IDLE(21);

  private final int code;

  FrameKind(int code) {
    this.code = code;
  }

  byte code() {
    return (byte) code;
  }

  /**
   * @throws IllegalArgumentException for an unknown byte
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
