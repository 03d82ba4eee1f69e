package dev.sluice.script;

/** A request was refused or has no answer; the message is the script's to see. */
final class FetchFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final boolean timeout;

  private FetchFailure(String message, boolean timeout) {
    super(message, null, false, false);
    this.timeout = timeout;
  }

  static FetchFailure of(String message) {
    return new FetchFailure(message, false);
  }

  static FetchFailure timeout(String message) {
    return new FetchFailure(message, true);
  }

  boolean isTimeout() {
    return timeout;
  }
}
