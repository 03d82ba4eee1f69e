package dev.sluice.mongo;

/** A write was refused because it could not be made durable; the store is as it was before it. */
final class NotStoredException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String explanation;

  NotStoredException(String explanation) {
    super(explanation);
    this.explanation = explanation;
  }

  NotStoredException(String explanation, Throwable cause) {
    super(explanation, cause);
    this.explanation = explanation;
  }

  @Override
  public String getMessage() {
    return explanation;
  }
}
