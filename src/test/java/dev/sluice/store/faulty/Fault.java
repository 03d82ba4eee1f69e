package dev.sluice.store.faulty;

/** What happens to one command. */
public enum Fault {
  /** The store runs the command; the connection breaks before the answer. */
  ANSWER_DROPPED(true, Way.BREAK, 0, ""),
  /** The connection breaks before the store has the command. */
  REQUEST_DROPPED(false, Way.BREAK, 0, ""),
  /** The store runs the command; the connection breaks in the middle of the answer. */
  HALF_AN_ANSWER(true, Way.HALF, 0, ""),
  /** The store runs the command; the answer never comes, and the connection stays open. */
  BLACK_HOLE(true, Way.SILENT, 0, ""),
  /** The store never gets the command, and the connection stays open. */
  BLACK_HOLE_BEFORE(false, Way.SILENT, 0, ""),
  /** The answer comes late. */
  DELAYED(true, Way.DELAY, 0, ""),
  /** A secondary refuses the command. */
  NOT_WRITABLE_PRIMARY(false, Way.ERROR, 10107, "NotWritablePrimary"),
  /** The primary steps down before it runs the command. */
  INTERRUPTED_BEFORE(false, Way.ERROR, 11602, "InterruptedDueToReplStateChange"),
  /** The primary steps down after it ran the command. */
  INTERRUPTED_AFTER(true, Way.ERROR, 11602, "InterruptedDueToReplStateChange"),
  TIME_LIMIT_BEFORE(false, Way.ERROR, 50, "MaxTimeMSExpired"),
  /** The limit passes while the primary waits for the majority: the write is there. */
  TIME_LIMIT_AFTER(true, Way.ERROR, 50, "MaxTimeMSExpired"),
  /** The write is there; a majority did not confirm it in time. */
  WRITE_CONCERN_TIMEOUT(true, Way.CONCERN, 64, "WriteConcernFailed");

  enum Way {
    BREAK,
    HALF,
    SILENT,
    DELAY,
    ERROR,
    CONCERN
  }

  private final boolean applied;
  final Way way;
  final int code;
  final String codeName;

  Fault(boolean applied, Way way, int code, String codeName) {
    this.applied = applied;
    this.way = way;
    this.code = code;
    this.codeName = codeName;
  }

  /** Whether the store runs the command. */
  public boolean isApplied() {
    return applied;
  }
}
