package dev.sluice.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.bench.harness.HttpConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compares what the oracle knows with what the server says once all is calm. */
final class Checks {
  static final Set<String> FINAL = Set.of("COMPLETED", "FAILED", "CANCELLED");
  private static final Set<String> INTERRUPTIONS = Set.of("WORKER_LOST", "WORKER_REPORTED");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How long after a killed agent its jobs' processes may live. */
  private static final long DEATH_MS = 3_000;

  /** How long after its isolation an agent may take to end an attempt that it has lost. */
  private static final long NOTICE_MS = 12_000;

  /** How long after a job's end, or after the last fault since, a reader may wait for its news. */
  private static final long NEWS_MS = 20_000;

  private final Oracle oracle;
  private final Path effects;
  private final HttpConnection http;

  Checks(Oracle oracle, Path effects, HttpConnection http) {
    this.oracle = oracle;
    this.effects = effects;
    this.http = http;
  }

  void run() throws IOException {
    for (Oracle.Acknowledged job : oracle.jobs.values()) {
      check(job);
    }
    keys();
    Leftovers.reservations(get("/v1/workers"), oracle);
    Leftovers.processes(effects, oracle);
  }

  private void check(Oracle.Acknowledged job) throws IOException {
    HttpConnection.Reply reply = http.call("GET", "/v1/jobs/" + job.id, null);
    JsonNode view = JSON.readTree(reply.body());
    String status = view.path("status").asText();
    if (!FINAL.contains(status)) {
      oracle.violated("ends", job.id, "acknowledged, now %s %s", reply.status(), reply.text());
      return;
    }
    endsOnce(job, view);
    inTime(job, view);
    outcome(job, view);
    JsonNode attempts = get("/v1/jobs/" + job.id + "/attempts").path("items");
    Effects done = Effects.read(effects.resolve(job.id));
    fencing(job, view, attempts, done);
    executions(job, done);
    overlaps(job, done);
    Map<Integer, String> log = log(job.id);
    output(job, view, log);
    readers(job, log);
  }

  private JsonNode get(String path) throws IOException {
    return JSON.readTree(http.call("GET", path, null).body());
  }

  private void endsOnce(Oracle.Acknowledged job, JsonNode view) {
    String last = view.path("status").asText() + " in attempt " + view.path("attempt").asInt();
    for (Oracle.Ending ending : job.endings) {
      String seen = ending.status() + " in attempt " + ending.attempt();
      if (!seen.equals(last)) {
        oracle.violated("ends once", job.id, "%s saw %s; now %s", ending.seenBy(), seen, last);
      }
    }
    if (job.endings.size() < job.readers.size() + 1) {
      oracle.violated(
          "readers see the end",
          job.id,
          "%d readers and a client, %s",
          job.readers.size(),
          job.endings);
    }
  }

  /** The age of a job's news; what cuts or stops the way to a reader excuses it. */
  private void inTime(Oracle.Acknowledged job, JsonNode view) {
    long completed = Instant.parse(view.path("completed_at").asText()).toEpochMilli();
    for (Oracle.Ending ending : job.endings) {
      long since =
          Stream.concat(oracle.windows.stream(), oracle.absences.stream())
              .filter(w -> !w.node().startsWith("agent") && w.from() < ending.at())
              .mapToLong(Oracle.Window::to)
              .reduce(completed, Math::max);
      if (ending.at() > since + NEWS_MS) {
        oracle.violated(
            "readers see the end in time",
            job.id,
            "%s saw it %d ms after it, and %d ms after the last fault",
            ending.seenBy(),
            ending.at() - completed,
            ending.at() - since);
      }
    }
  }

  private void outcome(Oracle.Acknowledged job, JsonNode view) {
    String reason = view.path("reason").asText();
    int attempt = view.path("attempt").asInt();
    boolean regular = reason.equals(job.plan.exits() ? "EXIT_CODE" : "COMPLETED");
    boolean cancelled = view.path("status").asText().equals("CANCELLED") && job.cancelled;
    if (!regular && !cancelled) {
      oracle.violated("ends by itself", job.id, "%s", view);
    }
    int code = view.path("result").path("exit_code").asInt();
    if (regular && code != job.plan.exitCode(attempt)) {
      oracle.violated(
          "no fenced result counts", job.id, "exit code %d in attempt %d", code, attempt);
    }
  }

  private void fencing(Oracle.Acknowledged job, JsonNode view, JsonNode attempts, Effects done) {
    int last = view.path("attempt").asInt();
    for (JsonNode attempt : attempts) {
      int number = attempt.path("number").asInt();
      String outcome = attempt.path("outcome").asText();
      if (number < last && !INTERRUPTIONS.contains(outcome)) {
        oracle.violated("no fenced result counts", job.id, "ended before the last: %s", attempt);
      }
    }
    boolean counted = Set.of("COMPLETED", "EXIT_CODE").contains(view.path("reason").asText());
    if (counted && !done.ended(last)) {
      oracle.violated("no fenced result counts", job.id, "attempt %d did not end", last);
    }
    for (Effects.Attempt attempt : done.attempts()) {
      if (attempt.number > last) {
        oracle.violated("ends once", job.id, "attempt %d ran, %d counts", attempt.number, last);
      }
    }
  }

  private void executions(Oracle.Acknowledged job, Effects done) {
    for (Effects.Attempt attempt : done.attempts()) {
      if (attempt.starts.size() != 1 || attempt.ends.size() > 1) {
        oracle.violated(
            "no attempt runs twice",
            job.id,
            "attempt %d: starts %s, ends %s",
            attempt.number,
            attempt.starts,
            attempt.ends);
      }
      for (Oracle.Window window : oracle.windows) {
        boolean killed =
            window.fault().equals("kill agent")
                && window.node().equals(attempt.worker)
                && attempt.first() < window.from();
        if (killed && attempt.last > window.from() + DEATH_MS) {
          oracle.violated(
              "dies with its agent",
              job.id,
              "attempt %d acted %d ms after %s",
              attempt.number,
              attempt.last - window.from(),
              window);
        }
      }
    }
  }

  /**
   * A successor may overlap with an attempt only while the agent of that attempt cannot know: while
   * it, its server or the store has a fault, and shortly afterwards. A fault that begins within
   * that time prolongs it.
   */
  private void overlaps(Oracle.Acknowledged job, Effects done) {
    List<Effects.Attempt> attempts = done.attempts();
    for (int i = 0; i + 1 < attempts.size(); i++) {
      Effects.Attempt attempt = attempts.get(i);
      long next = attempts.get(i + 1).first();
      if (attempt.last > next && !isExcused(attempt, next)) {
        oracle.violated(
            "no overlap after a fence",
            job.id,
            "attempt %d on %s acted %d ms after its successor started at %d; faults: %s",
            attempt.number,
            attempt.worker,
            attempt.last - next,
            next,
            windowsOf(attempt.worker).stream()
                .filter(w -> w.from() < attempt.last && next < w.to() + 2 * NOTICE_MS)
                .toList());
      }
    }
  }

  private boolean isExcused(Effects.Attempt attempt, long next) {
    long until = next - NOTICE_MS;
    for (Oracle.Window w : windowsOf(attempt.worker)) {
      if (w.from() <= Math.max(next, until + NOTICE_MS)) {
        until = Math.max(until, w.to());
      }
    }
    return attempt.last <= until + NOTICE_MS;
  }

  /** The faults that may keep this agent from hearing of anything, the earliest first. */
  private List<Oracle.Window> windowsOf(String agent) {
    return oracle.windows.stream()
        .filter(w -> w.node().equals(agent) || !w.node().startsWith("agent"))
        .sorted(Comparator.comparingLong(Oracle.Window::from))
        .toList();
  }

  private Map<Integer, String> log(String id) throws IOException {
    HttpConnection.Reply reply =
        http.call(
            "GET",
            "/v1/jobs/" + id + "/output?attempt=all",
            "Accept: application/x-ndjson\r\n",
            null);
    Map<Integer, StringBuilder> log = new TreeMap<>();
    for (String line : new String(reply.body(), StandardCharsets.UTF_8).split("\n")) {
      if (!line.isEmpty()) {
        JsonNode entry = JSON.readTree(line);
        String cursor = entry.path("cursor").asText();
        int attempt = Integer.parseInt(cursor.substring(0, cursor.indexOf('.')));
        log.computeIfAbsent(attempt, n -> new StringBuilder()).append(entry.path("text").asText());
      }
    }
    Map<Integer, String> texts = new TreeMap<>();
    log.forEach((attempt, text) -> texts.put(attempt, text.toString()));
    return texts;
  }

  private void output(Oracle.Acknowledged job, JsonNode view, Map<Integer, String> log) {
    int last = view.path("attempt").asInt();
    boolean whole = !view.path("status").asText().equals("CANCELLED");
    for (int attempt = 1; attempt <= last; attempt++) {
      String stored = log.getOrDefault(attempt, "");
      String expected = job.plan.expected(attempt);
      boolean right =
          attempt == last && whole ? stored.equals(expected) : expected.startsWith(stored);
      if (!right) {
        oracle.violated(
            "the log is what was printed", job.id, difference(attempt, expected, stored));
      }
    }
  }

  private void readers(Oracle.Acknowledged job, Map<Integer, String> log) {
    for (Oracle.Seen reader : job.readers) {
      reader.faults.forEach(
          fault -> oracle.violated("readers see the log", job.id, "%s: %s", reader.name, fault));
      Set<Integer> attempts = new java.util.TreeSet<>(log.keySet());
      attempts.addAll(reader.output.keySet());
      for (int attempt : attempts) {
        String stored = log.getOrDefault(attempt, "");
        String seen = reader.output.getOrDefault(attempt, new StringBuilder()).toString();
        if (!seen.equals(stored) && reader.gaps == 0) {
          oracle.violated(
              "readers see the log",
              job.id,
              "%s, resumed %d times, %s",
              reader.name,
              reader.resumptions,
              difference(attempt, stored, seen));
        }
      }
    }
  }

  private static String difference(int attempt, String expected, String found) {
    int at = 0;
    while (at < Math.min(expected.length(), found.length())
        && expected.charAt(at) == found.charAt(at)) {
      at++;
    }
    return "attempt %d: %d characters, not %d; they differ at %d: '%s', not '%s'"
        .formatted(
            attempt, found.length(), expected.length(), at, part(found, at), part(expected, at));
  }

  private static String part(String text, int at) {
    return text.substring(at, Math.min(text.length(), at + 30)).replace("\n", "\\n");
  }

  /** Each job that is stored has a key of its own, and ends, acknowledged or not. */
  private void keys() throws IOException {
    Map<String, String> jobs = new HashMap<>();
    String cursor = "";
    do {
      JsonNode page = get("/v1/jobs?tag=chaos&limit=200" + cursor);
      for (JsonNode job : page.path("items")) {
        String id = job.path("job_id").asText();
        String before = jobs.put(job.path("metadata").path("key").asText(), id);
        if (before != null) {
          oracle.violated("one job for each key", id, "and %s have the same key", before);
        }
      }
      cursor = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : "";
    } while (!cursor.isEmpty());
    for (Oracle.Acknowledged job : oracle.jobs.values()) {
      if (!job.id.equals(jobs.get(job.plan.key()))) {
        oracle.violated("ends", job.id, "acknowledged, and not in the list of jobs");
      }
    }
  }
}
