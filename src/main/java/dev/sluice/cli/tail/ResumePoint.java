package dev.sluice.cli.tail;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where to go on after a broken connection. The cursor names the last chunk that came whole; what
 * was printed beyond it comes again, so it is counted for each stream and that much is skipped.
 * Counting text rather than events holds also when the server cuts it otherwise the second time.
 */
final class ResumePoint {
  private @Nullable String cursor;
  private int attempt;
  private final Map<String, Integer> beyond = new HashMap<>();
  private final Map<String, Integer> toSkip = new HashMap<>();

  /** The {@code Last-Event-ID} to ask with. */
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

  /** True when {@code number} has not been seen: its output starts anew, with nothing to skip. */
  boolean enters(int number) {
    if (number <= attempt) {
      return false;
    }
    attempt = number;
    beyond.clear();
    toSkip.clear();
    return true;
  }

  /** What is missing between here and there will not come, so nothing of it can be skipped. */
  void gap() {
    toSkip.clear();
  }

  void connectionLost() {
    toSkip.clear();
    toSkip.putAll(beyond);
  }

  /** The part of {@code text} that was not printed before; counts it as printed. */
  String fresh(String stream, String text) {
    int skipped = Math.min(toSkip.getOrDefault(stream, 0), text.length());
    toSkip.merge(stream, -skipped, Integer::sum);
    beyond.merge(stream, text.length() - skipped, Integer::sum);
    return text.substring(skipped);
  }
}
