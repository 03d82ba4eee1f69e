package dev.sluice.cli.tail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.StringJoiner;

/** Why a job waits, in words. */
final class Waiting {
  /** What is said of one worker and of several. */
  private record Words(String one, String several) {
    static Words lacking(String what) {
      return new Words("lacks " + what, "lack " + what);
    }

    static Words being(String what) {
      return new Words("is " + what, "are " + what);
    }
  }

  private static final Map<String, Words> OBSTACLES =
      Map.of(
          "offline", Words.being("offline"),
          "suspect", Words.being("not heard of"),
          "draining", Words.being("draining"),
          "cooldown", Words.being("cooling down after a failure"),
          "capability", new Words("cannot do this", "cannot do this"),
          "labels", Words.lacking("labels"),
          "cpu", Words.lacking("cpu"),
          "ram", Words.lacking("ram"),
          "cpu_usage", Words.being("too busy"),
          "slots", Words.lacking("a free slot"));

  private Waiting() {}

  /**
   * Of {@code {"cpu":2,"labels":1}} that no worker has room: 2 lack cpu, 1 lacks labels.
   *
   * @param reasons numbers of workers by what is in the way; an obstacle of a later server is named
   *     as it is
   */
  static String text(JsonNode reasons) {
    if (reasons.has("not_before")) {
      return "its time has not come (not_before)";
    }
    if (reasons.has("workers")) {
      return "there is no worker";
    }
    StringJoiner all = new StringJoiner(", ", "no worker has room: ", "");
    reasons
        .properties()
        .forEach(reason -> all.add(text(reason.getKey(), reason.getValue().asInt())));
    return all.toString();
  }

  private static String text(String obstacle, int workers) {
    Words words = OBSTACLES.getOrDefault(obstacle, new Words(obstacle, obstacle));
    return workers + " " + (workers == 1 ? words.one() : words.several());
  }
}
