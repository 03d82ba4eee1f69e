package dev.sluice.replica;

import java.util.Arrays;
import java.util.Optional;

/**
 * Tells other servers that something changed in the store, which they read if it concerns them.
 *
 * @param key the id of what changed
 * @param number its revision, or the end of a log; of two signals of one key, the higher counts
 */
public record Signal(Kind kind, String key, long number) {
  /** What changed. */
  public enum Kind {
    /** A job was written; the number is its revision. */
    JOB('j'),
    /** A worker was written. */
    WORKER('w'),
    /** A job has readers on the server that signals. */
    WATCH('r'),
    /** The registry of tasks changed; the number is that of its newest event. */
    TASKS('t'),
    /** Output was stored; the key is the job and its attempt, the number that of the next chunk. */
    OUTPUT('o');

    private final char code;

    Kind(char code) {
      this.code = code;
    }

    private static Optional<Kind> of(char code) {
      return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
    }
  }

  /** As it is stored. */
  String text() {
    return kind.code + " " + number + " " + key;
  }

  /** Empty for a kind that this version does not know: a later one may have sent it. */
  static Optional<Signal> of(String text) {
    int space = text.indexOf(' ', 2);
    return Kind.of(text.charAt(0))
        .map(
            kind ->
                new Signal(
                    kind, text.substring(space + 1), Long.parseLong(text.substring(2, space))));
  }
}
