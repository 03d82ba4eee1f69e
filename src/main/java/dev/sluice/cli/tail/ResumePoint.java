package dev.sluice.cli.tail;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where to resume after a broken connection. The cursor names the last chunk that came whole. The
 * server repeats the output beyond it, so this counts its bytes for each stream and skips as many.
 * It counts bytes rather than events, since the server may cut them into other events.
 */
final class ResumePoint {
  private @Nullable String cursor;
  private int attempt;
  private final Map<String, Integer> beyond = new HashMap<>();
  private final Map<String, Integer> toSkip = new HashMap<>();

  /** The {@code Last-Event-ID} of the next request. */
  @Nullable String cursor() {
    return cursor;
  }

  /** Everything up to {@code id} has been printed. */
  void moveTo(String id) {
    cursor = id;
    beyond.clear();
    toSkip.clear();
  }

  /** The cursor as the server repeats it at the start of a stream. */
  void hello(String id) {
    if (cursor == null && beyond.isEmpty() && !id.isEmpty()) {
      cursor = id;
    }
  }

  /** True for a later attempt than before: none of its output was printed yet. */
  boolean enters(int number) {
    if (number <= attempt) {
      return false;
    }
    attempt = number;
    beyond.clear();
    toSkip.clear();
    return true;
  }

  /** The server will not repeat the output of a gap, so there is nothing to skip. */
  void gap() {
    toSkip.clear();
  }

  void connectionLost() {
    toSkip.clear();
    toSkip.putAll(beyond);
  }

  /** The part of {@code bytes} that was not printed before; it counts as printed from now on. */
  byte[] fresh(String stream, byte[] bytes) {
    int skipped = Math.min(toSkip.getOrDefault(stream, 0), bytes.length);
    toSkip.merge(stream, -skipped, Integer::sum);
    beyond.merge(stream, bytes.length - skipped, Integer::sum);
    return skipped == 0 ? bytes : Arrays.copyOfRange(bytes, skipped, bytes.length);
  }
}
