package dev.sluice.source;

import org.jspecify.annotations.Nullable;

/** A source did not answer, or gave an invalid answer. The message is for people. */
public final class SourceException extends Exception {
  private static final long serialVersionUID = 1;
  private final String code;

  /**
   * @param code stable, for machines
   * @param message for people, without credentials
   */
  public SourceException(String code, String message) {
    this(code, message, null);
  }

  public SourceException(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public String code() {
    return code;
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
