package dev.sluice.agent;

/** The agent cannot start, or stopped by itself; the message tells its operator why. */
public final class AgentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AgentException(String message) {
    super(message);
  }

  AgentException(String message, Throwable cause) {
    super(message, cause);
  }
}
