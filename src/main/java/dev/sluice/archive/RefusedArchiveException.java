package dev.sluice.archive;

import dev.sluice.text.Printable;
import java.io.IOException;

/** An archive, or what was to become one, that stays refused however often it is tried. */
public final class RefusedArchiveException extends IOException {
  private static final long serialVersionUID = 1L;
  private final String code;

  /**
   * @param code for machines
   * @param message completes a sentence that begins with "The archive"
   */
  public RefusedArchiveException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** Refuses because of one entry, which the message names. */
  static RefusedArchiveException entry(String code, String name, String message) {
    return new RefusedArchiveException(
        code, "holds \"" + Printable.excerpt(name, 200) + "\", which " + message);
  }

  public String code() {
    return code;
  }
}
