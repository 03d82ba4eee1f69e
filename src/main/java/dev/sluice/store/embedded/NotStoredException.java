package dev.sluice.store.embedded;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The store refused a write because it could not make it durable; the store is unchanged. */
final class NotStoredException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Shortage shortage;
  private final String explanation;

  /** The resource that ran out, with MongoDB's error code and name for it. */
  enum Shortage {
    SPACE(14031, "OutOfDiskSpace"),
    MEMORY(146, "ExceededMemoryLimit");

    final int code;
    final String codeName;

    Shortage(int code, String codeName) {
      this.code = code;
      this.codeName = codeName;
    }

    /** Looks for an exhausted heap among the causes, since MVStore wraps every failure. */
    static Shortage of(IOException failure) {
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
              ? "The heap is too small for the store in %s; restart with a larger one (-Xmx). No"
                  + " acknowledged write is lost"
              : "No space left for the store in %s";
      return new NotStoredException(this, explanation.formatted(directory), null);
    }
  }

  NotStoredException(Shortage shortage, String explanation, @Nullable Throwable cause) {
    super(explanation, cause);
    this.shortage = shortage;
    this.explanation = explanation;
  }

  Shortage shortage() {
    return shortage;
  }

  @Override
  public String getMessage() {
    return explanation;
  }
}
