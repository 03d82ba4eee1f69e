package dev.sluice.store.embedded;

/**
 * The embedded store cannot be opened. The message is written for the operator: it names the
 * directory or the file, and the remedy.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreException(String message) {
    super(message);
  }

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
