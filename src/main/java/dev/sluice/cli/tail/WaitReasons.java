package dev.sluice.cli.tail;

import static java.util.Map.entry;

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
      Map.ofEntries(
          entry("offline", Words.being("offline")),
          entry("suspect", Words.being("not responding")),
          entry("draining", Words.being("draining")),
          entry("cooldown", Words.being("cooling down after a failure")),
          entry(
              "capability",
              new Words(
                  "does not support the operation or its files",
                  "do not support the operation or their files")),
          entry("labels", Words.lacking("a label")),
          entry("cpu", Words.lacking("free CPU")),
          entry("ram", Words.lacking("free RAM")),
          entry("cpu_usage", Words.being("overloaded")),
          entry("slots", Words.lacking("a free slot")),
          entry("model", Words.lacking("a process of the model")),
          entry("process_slots", Words.lacking("a process with a free slot")));

  private WaitReasons() {}

  /**
   * Describes why a job waits, and for the start of which process.
   *
   * @return empty if the status names no reason
   */
  static String of(JsonNode status) {
    JsonNode reasons = status.path("waiting_on");
    if (reasons.isEmpty()) {
      return "";
    }
    String spawn = status.path("spawn_job_id").asText();
    return describe(reasons) + (spawn.isEmpty() ? "" : "; " + spawn + " starts one");
  }

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
