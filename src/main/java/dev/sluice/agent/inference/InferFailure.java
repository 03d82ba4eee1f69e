package dev.sluice.agent.inference;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A process did not answer a request, or not as it should. */
final class InferFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient @Nullable JsonNode answer;

  /** What went wrong; the names in lower case are the codes of errors. */
  enum Kind {
    /** No process of this worker serves the model, or each one that does is busy. */
    NO_PROCESS(true),
    /** The process takes no connection, or it broke off. */
    PROCESS_UNREACHABLE(true),
    /** The process sent nothing for too long. */
    PROCESS_SILENT(true),
    /** The process reported a failure of its own: a status such as 500 or 429, or an error. */
    PROCESS_ERROR(true),
    /** The process refused the request, with a status such as 400. */
    REQUEST_REFUSED(false),
    /** The answer is not what the request asked for. */
    INVALID_ANSWER(true),
    /** A part of the answer is longer than the agent reads. */
    ANSWER_TOO_LONG(false);

    private final boolean mayHeal;

    Kind(boolean mayHeal) {
      this.mayHeal = mayHeal;
    }
  }

  InferFailure(Kind kind, String message) {
    this(kind, message, null);
  }

  /**
   * @param answer what the process said of the failure
   */
  InferFailure(Kind kind, String message, @Nullable JsonNode answer) {
    super(message);
    this.kind = kind;
    this.answer = answer;
  }

  Kind kind() {
    return kind;
  }

  @Nullable JsonNode answer() {
    return answer;
  }

  /** Whether another attempt may succeed. */
  boolean mayHeal() {
    return kind.mayHeal;
  }
}
