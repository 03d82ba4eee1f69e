package dev.sluice.agent.run;

/** An agent cannot start, or had to stop; the message says why in words for its operator. */
public final class AgentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AgentException(String message) {
    super(message);
  }

  public AgentException(String message, Throwable cause) {
    super(message, cause);
  }
}
