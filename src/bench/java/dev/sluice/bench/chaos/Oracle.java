package dev.sluice.bench.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What was acknowledged to clients, what readers saw, and which faults there were when. */
public final class Oracle {
  /**
   * What a job does: it prints its attempt's number and that of each line.
   *
   * @param lines how many
   * @param pauseMs before each line
   * @param exits with 10 + its attempt's number, and not with 0
   */
  record Plan(String key, int lines, int pauseMs, boolean exits) {
    String expected(int attempt) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < lines; i++) {
        text.append(attempt).append(' ').append(i).append('\n');
      }
      return text.toString();
    }

    int exitCode(int attempt) {
      return exits ? 10 + attempt % 100 : 0;
    }
  }

  /**
   * The end of a job as a reader or a client saw it.
   *
   * @param at when, in milliseconds of the wall clock
   */
  public record Ending(String status, int attempt, String seenBy, long at) {
    Ending(String status, int attempt, String seenBy) {
      this(status, attempt, seenBy, System.currentTimeMillis());
    }
  }

  /**
   * The time in which a fault lasted, in milliseconds of the wall clock.
   *
   * @param node the process that was killed or cut off
   */
  record Window(String node, String fault, long from, long to) {}

  /** A job that was acknowledged. */
  public static final class Acknowledged {
    public final String id;
    final Plan plan;
    public final List<Ending> endings = new ArrayList<>();
    final List<Seen> readers = new ArrayList<>();
    volatile boolean cancelled;

    Acknowledged(String id, Plan plan) {
      this.id = id;
      this.plan = plan;
    }

    synchronized void ended(Ending ending) {
      endings.add(ending);
    }

    synchronized Seen addReader(String name) {
      Seen seen = new Seen(name);
      readers.add(seen);
      return seen;
    }
  }

  /** What one reader saw, over all its connections. Used by one thread at a time. */
  static final class Seen {
    final String name;
    final Map<Integer, StringBuilder> output = new TreeMap<>();
    final List<String> faults = new ArrayList<>();
    int resumptions;
    int gaps;
    private int attempt;

    Seen(String name) {
      this.name = name;
    }

    void output(int number, String text) {
      if (number < attempt) {
        faults.add("output of attempt " + number + " after that of attempt " + attempt);
      }
      attempt = number;
      output.computeIfAbsent(number, n -> new StringBuilder()).append(text);
    }
  }

  /**
   * @param job its id; empty when the violation is not a job's
   */
  public record Violation(String check, String job, String evidence) {}

  public final Map<String, Acknowledged> jobs = new ConcurrentHashMap<>();
  final ConcurrentLinkedQueue<Window> windows = new ConcurrentLinkedQueue<>();

  /** When a server or its store did not answer, also after the fault that caused it was over. */
  final ConcurrentLinkedQueue<Window> absences = new ConcurrentLinkedQueue<>();

  public final ConcurrentLinkedQueue<Violation> violations = new ConcurrentLinkedQueue<>();

  public void violated(String check, String job, String evidence, Object... values) {
    violations.add(new Violation(check, job, evidence.formatted(values)));
  }
}
