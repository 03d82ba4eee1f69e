package dev.sluice.bench.chaos;

import java.util.Locale;

/**
 * Faults that no server may have, to prove that the checks can fail. The relays and the jobs of the
 * harness play them, so that no build of Sluice contains one.
 */
public enum Sabotage {
  NONE,

  /** A submission is acknowledged and not stored. */
  ACKNOWLEDGE,

  /** A submission that is repeated under its key makes another job. */
  KEY,

  /** A reader gets an event of output under a name that it does not know: the output is lost. */
  LOSE,

  /** A reader learns of another end than the one that is stored. */
  END,

  /** The news of a job's end does not reach a reader, whose connection stands. */
  SIGNAL,

  /** What one agent was handed out is handed out to another, too. */
  TWICE,

  /** While one agent has an attempt, another one is handed out its successor. */
  OVERLAP,

  /** The result of an attempt that was lost counts as the result of its successor. */
  FENCE,

  /** The result of an attempt arrives with the exit code of another. */
  RESULT,

  /** An attempt that completed is stored as cancelled, which no client asked for. */
  OUTCOME,

  /** A byte of the output is stored as another. */
  LOG,

  /** A lost attempt is not queued again: one in four jobs is never released. */
  REQUEUE,

  /** A process of a job leaves its group and its mark, and outlives its job and its agent. */
  ORPHAN;

  private final ServerFaults faults = new ServerFaults();

  /** The names for people, separated by bars. */
  static String names() {
    StringBuilder names = new StringBuilder();
    for (Sabotage sabotage : values()) {
      names.append(names.isEmpty() ? "" : "|").append(sabotage.name().toLowerCase(Locale.ROOT));
    }
    return names.toString();
  }

  Relay.Tamper betweenClientAndServer() {
    return switch (this) {
      case ACKNOWLEDGE -> faults::acknowledge;
      case KEY -> faults::forgetKey;
      case LOSE -> (toServer, data, back) -> toServer ? data : faults.lose(data);
      case END -> (toServer, data, back) -> toServer ? data : faults.otherEnd(data);
      case SIGNAL -> faults.dropSignals();
      default -> Relay.Tamper.NONE;
    };
  }

  /**
   * @param port of the server
   */
  Relay.Tamper betweenAgentAndServer(String agent, int port) {
    return switch (this) {
      case TWICE -> (toServer, data, back) -> faults.handOutAgain(agent, 0, toServer, data, back);
      case OVERLAP -> (toServer, data, back) -> faults.handOutAgain(agent, 1, toServer, data, back);
      case FENCE -> (toServer, data, back) -> toServer ? data : faults.lateResult(port, data);
      case RESULT -> (toServer, data, back) -> toServer ? faults.otherExitCode(data) : data;
      case OUTCOME -> (toServer, data, back) -> toServer ? faults.otherOutcome(data) : data;
      case LOG -> (toServer, data, back) -> toServer ? faults.otherOutput(data) : data;
      default -> Relay.Tamper.NONE;
    };
  }

  Relay.Tamper betweenServerAndStore() {
    return this == REQUEUE ? new ForgottenRequeues() : Relay.Tamper.NONE;
  }

  /** Whether this job leaves a process behind. */
  boolean orphans(String key) {
    return this == ORPHAN && key.endsWith("0");
  }
}
