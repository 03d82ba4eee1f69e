package dev.sluice.store.embedded;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The store refused a write because it could not make it durable; the store is unchanged. */
final class NotStoredException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Shortage shortage;
  private final String explanation;

  /** What ran out or failed, with MongoDB's error code and name for it. */
  enum Shortage {
    SPACE(14031, "OutOfDiskSpace", "No space left for the store in %s"),
    MEMORY(
        146,
        "ExceededMemoryLimit",
        "The heap is too small for the store in %s; restart with a larger one (-Xmx). No"
            + " acknowledged write is lost"),
    OTHER(8, "UnknownError", "The store in %s failed; the log says why");

    final int code;
    final String codeName;
    private final String explanation;

    Shortage(int code, String codeName, String explanation) {
      this.code = code;
      this.codeName = codeName;
      this.explanation = explanation;
    }

    /** Looks for an exhausted heap among the causes, since MVStore wraps every failure. */
    static Shortage of(Throwable failure) {
      @Nullable Throwable cause = failure;
      while (cause != null) {
        if (cause instanceof OutOfMemoryError) {
          return MEMORY;
        }
        cause = cause.getCause();
      }
      return failure instanceof IOException ? SPACE : OTHER;
    }

    /** For the one command that met the failure. */
    NotStoredException during(Path directory, Throwable failure) {
      return new NotStoredException(
          this, "Cannot write to the store in %s: %s".formatted(directory, failure), failure);
    }

    /** For each command while it lasts. */
    NotStoredException in(Path directory) {
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
