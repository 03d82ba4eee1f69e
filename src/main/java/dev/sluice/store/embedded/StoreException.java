package dev.sluice.store.embedded;

/**
 * The embedded store cannot be opened. The message is written for the operator: it names the
 * directory or the file, and the remedy.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean inUse;

  StoreException(String message) {
    super(message);
    this.inUse = false;
  }

  StoreException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private StoreException(String message, Throwable cause, boolean inUse) {
    super(message, cause);
    this.inUse = inUse;
  }

  static StoreException inUse(String message, Throwable cause) {
    return new StoreException(message, cause, true);
  }

  /** Whether another process has the store open. */
  public boolean isInUse() {
    return inUse;
  }
}
