package dev.sluice.store.embedded;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A write was refused because it could not be made durable; the store is as it was before it. */
final class NotStoredException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Lack lack;
  private final String explanation;

  /** What was wanting, by the code and name that MongoDB has for it. */
  enum Lack {
    SPACE(14031, "OutOfDiskSpace"),
    MEMORY(146, "ExceededMemoryLimit");

    final int code;
    final String codeName;

    Lack(int code, String codeName) {
      this.code = code;
      this.codeName = codeName;
    }

    /** MVStore wraps whatever fails in it, and an error of the heap is none of the disk. */
    static Lack behind(IOException failure) {
      @Nullable Throwable cause = failure;
      while (cause != null) {
        if (cause instanceof OutOfMemoryError) {
          return MEMORY;
        }
        cause = cause.getCause();
      }
      return SPACE;
    }

    NotStoredException in(Path directory) {
      String explanation =
          this == MEMORY
              ? "The heap is too small for the store in %s; restart with more (-Xmx), nothing that"
                  + " was acknowledged is lost"
              : "No space left for the store in %s";
      return new NotStoredException(this, explanation.formatted(directory), null);
    }
  }

  NotStoredException(Lack lack, String explanation, @Nullable Throwable cause) {
    super(explanation, cause);
    this.lack = lack;
    this.explanation = explanation;
  }

  Lack lack() {
    return lack;
  }

  @Override
  public String getMessage() {
    return explanation;
  }
}
