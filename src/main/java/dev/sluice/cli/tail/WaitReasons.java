package dev.sluice.cli.tail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.StringJoiner;

/** Describes why a job waits, from the {@code waiting_on} field of its status. */
final class WaitReasons {
  /** The predicates for one worker and for several. */
  private record Words(String one, String several) {
    static Words lacking(String resource) {
      return new Words("lacks " + resource, "lack " + resource);
    }

    static Words being(String state) {
      return new Words("is " + state, "are " + state);
    }
  }

  private static final Map<String, Words> OBSTACLES =
      Map.of(
          "offline", Words.being("offline"),
          "suspect", Words.being("not responding"),
          "draining", Words.being("draining"),
          "cooldown", Words.being("cooling down after a failure"),
          "capability",
              new Words(
                  "does not support the operation or its files",
                  "do not support the operation or their files"),
          "labels", Words.lacking("a label"),
          "cpu", Words.lacking("free CPU"),
          "ram", Words.lacking("free RAM"),
          "cpu_usage", Words.being("overloaded"),
          "slots", Words.lacking("a free slot"));

  private WaitReasons() {}

  /**
   * Describes {@code {"cpu":2,"labels":1}} as "for a worker: 2 lack free CPU, 1 lacks a label".
   *
   * @param reasons numbers of workers by obstacle; an unknown obstacle keeps its name
   */
  static String describe(JsonNode reasons) {
    if (reasons.has("retry")) {
      return "before it tries again";
    }
    if (reasons.has("not_before")) {
      return "until its not_before time";
    }
    if (reasons.has("workers")) {
      return "for a worker: none is registered";
    }
    StringJoiner all = new StringJoiner(", ", "for a worker: ", "");
    reasons
        .properties()
        .forEach(reason -> all.add(describe(reason.getKey(), reason.getValue().asInt())));
    return all.toString();
  }

  private static String describe(String obstacle, int workers) {
    Words words = OBSTACLES.getOrDefault(obstacle, new Words(obstacle, obstacle));
    return workers + " " + (workers == 1 ? words.one() : words.several());
  }
}
