package dev.sluice.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.FieldErrors;
import dev.sluice.http.JsonBody;
import dev.sluice.http.ProblemException;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.ImportAnswer.Refused;
import dev.sluice.wire.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of an import: an object with one field, which names its kind.
 *
 * @param index counts from 0, empty lines included
 */
record ImportLine(int index, Kind kind, ObjectNode content) {
  private static final String EXPECTED = "must be an object with one field: job, output or worker";

  enum Kind {
    JOB,
    OUTPUT,
    WORKER;

    String field() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The lines of a body, without empty ones.
   *
   * @param refused takes those that cannot be read
   */
  static List<ImportLine> read(byte[] body, List<Refused> refused) {
    List<ImportLine> lines = new ArrayList<>();
    int start = 0;
    for (int index = 0; start < body.length; index++) {
      int end = start;
      while (end < body.length && body[end] != '\n') {
        end++;
      }
      byte[] text = Arrays.copyOfRange(body, start, end);
      if (!new String(text, StandardCharsets.UTF_8).isBlank()) {
        add(index, text, lines, refused);
      }
      start = end + 1;
    }
    return lines;
  }

  private static void add(int index, byte[] text, List<ImportLine> lines, List<Refused> refused) {
    try {
      lines.add(of(index, JsonBody.parsed(text)));
    } catch (ProblemException e) {
      refused.add(refusal(index, null, e));
    }
  }

  private static ImportLine of(int index, ObjectNode line) {
    if (line.size() == 1) {
      for (Kind kind : Kind.values()) {
        if (line.get(kind.field()) instanceof ObjectNode content) {
          return new ImportLine(index, kind, content);
        }
      }
    }
    throw ProblemException.invalid("line", "unknown_kind", EXPECTED);
  }

  /** The id as the line says it, whatever it is. */
  @Nullable String id() {
    JsonNode id = content.get(kind == Kind.WORKER ? "worker_id" : "job_id");
    return id != null && id.isTextual() ? id.textValue() : null;
  }

  Refused refused(ProblemException e) {
    return refusal(index, id(), e);
  }

  private static Refused refusal(int index, @Nullable String id, ProblemException e) {
    Problem problem = e.problem();
    List<FieldError> errors = problem.errors();
    return errors == null || errors.isEmpty()
        ? new Refused(index, id, problem.code(), String.valueOf(problem.detail()))
        : new Refused(index, id, errors.get(0).code(), FieldErrors.text(errors));
  }
}
